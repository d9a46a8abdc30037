//! The column `parameters`: `key=value` with spaces, commas or semicolons between, and which keys a type has.

use std::collections::BTreeMap;

use super::problem::SheetTrouble;

/// Reads the settings of a question. Keys and values become small letters, but for names of columns.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, String>, SheetTrouble> {
    let mut parameters = BTreeMap::new();
    // Spaces around a sign belong to it: `start = 1`.
    let mut joined = String::new();
    for part in text.split_inclusive('=') {
        let part = if joined.is_empty() {
            part
        } else {
            part.trim_start()
        };
        joined.push_str(part.strip_suffix('=').map_or(part, str::trim_end));
        joined.push_str(if part.ends_with('=') { "=" } else { "" });
    }
    for pair in joined
        .split([' ', '\t', '\n', '\r', ',', ';'])
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once('=').ok_or(SheetTrouble::BrokenParameters)?;
        if key.is_empty() || value.is_empty() || value.contains('=') {
            return Err(SheetTrouble::BrokenParameters);
        }
        let key = key.to_lowercase();
        let value = match key.as_str() {
            "label" | "value" => value.to_owned(),
            _ => value.to_lowercase(),
        };
        parameters.insert(key, value);
    }
    Ok(parameters)
}

/// The keys a type has; none where everything is let through.
fn accepted(type_name: &str) -> Option<&'static [&'static str]> {
    Some(match type_name {
        "text" => &["rows"],
        "photo" => &["app", "max-pixels"],
        "audio" | "background-audio" => &["quality"],
        "range" => &[
            "end",
            "placeholder",
            "start",
            "step",
            "tick_interval",
            "tick_labelset",
        ],
        "geopoint" => &[
            "allow-mock-accuracy",
            "capture-accuracy",
            "reference-geometry",
            "warning-accuracy",
        ],
        "geoshape" | "geotrace" => &["allow-mock-accuracy", "incremental", "reference-geometry"],
        "select" => &["randomize", "seed"],
        "audit" => &[
            "identify-user",
            "location-max-age",
            "location-min-interval",
            "location-priority",
            "track-changes",
            "track-changes-reasons",
        ],
        _ => return None,
    })
}

/// Finds what is wrong with the settings of a type.
pub(super) fn check(
    type_name: &str,
    parameters: &BTreeMap<String, String>,
) -> Option<SheetTrouble> {
    if let Some(accepted) = accepted(type_name) {
        let strange = parameters
            .keys()
            .find(|key| !accepted.contains(&key.as_str()));
        if let Some(strange) = strange {
            return Some(SheetTrouble::UnknownParameter(strange.clone()));
        }
    }
    let broken = |key: &str| Some(SheetTrouble::BrokenParameter(key.to_owned()));
    for (key, value) in parameters {
        let whole = value.parse::<i64>().is_ok();
        let number = value.parse::<f64>().is_ok_and(f64::is_finite);
        let truth = matches!(value.as_str(), "true" | "false");
        let usable = match (type_name, key.as_str()) {
            ("text", "rows") | ("photo", "max-pixels") => whole,
            ("audit", "location-max-age" | "location-min-interval") => value.parse::<u64>().is_ok(),
            ("audit", "identify-user" | "track-changes") => truth,
            ("audit", "track-changes-reasons") => value == "on-form-edit",
            ("audit", "location-priority") => {
                ["no-power", "low-power", "balanced", "high-accuracy"].contains(&value.as_str())
            }
            ("audio", "quality") => {
                ["voice-only", "low", "normal", "external"].contains(&value.as_str())
            }
            ("background-audio", "quality") => {
                ["voice-only", "low", "normal"].contains(&value.as_str())
            }
            ("range", "start" | "end" | "step" | "tick_interval" | "placeholder")
            | (_, "capture-accuracy" | "warning-accuracy") => number,
            (_, "allow-mock-accuracy" | "randomize") => truth,
            (_, "incremental") => matches!(value.as_str(), "true" | "yes"),
            ("select", "seed") => {
                (number || value.starts_with("${")) && parameters.contains_key("randomize")
            }
            _ => true,
        };
        if !usable {
            return broken(key);
        }
    }
    match type_name {
        "range" => range(parameters),
        "audit" => {
            let location = [
                "location-priority",
                "location-min-interval",
                "location-max-age",
            ];
            let given = location
                .iter()
                .filter(|key| parameters.contains_key(**key))
                .count();
            if given != 0 && given != location.len() {
                return broken("location-priority");
            }
            let number = |key: &str| parameters.get(key)?.parse::<u64>().ok();
            (number(location[2]) < number(location[1]))
                .then(|| broken("location-max-age"))
                .flatten()
        }
        _ => None,
    }
}

/// A range needs a step that is not nothing and fits between its ends.
fn range(parameters: &BTreeMap<String, String>) -> Option<SheetTrouble> {
    let number = |key: &str| {
        parameters
            .get(key)
            .and_then(|value| value.parse::<f64>().ok())
    };
    let start = number("start").unwrap_or(1.0);
    let width = (number("end").unwrap_or(10.0) - start).abs();
    let step = number("step").unwrap_or(1.0);
    let multiple = |value: f64| (value / step - (value / step).round()).abs() < 1e-9;
    let broken = |key: &str| Some(SheetTrouble::BrokenParameter(key.to_owned()));
    if step == 0.0 || step > width {
        return broken("step");
    }
    if let Some(interval) = number("tick_interval")
        && (interval == 0.0 || interval > width || !multiple(interval))
    {
        return broken("tick_interval");
    }
    if let Some(placeholder) = number("placeholder") {
        let inside = (placeholder - start).abs() <= width && multiple(placeholder - start);
        if !inside {
            return broken("placeholder");
        }
    }
    None
}
