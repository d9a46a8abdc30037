//! The column `type` through the years (pyxform 4.5, `aliases.py` and `question_type_dictionary.py`).

use crate::question::Kind;

/// What a type says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    Begin(Control),
    End(Control),
    Select {
        kind: Kind,
        list: String,
        other: bool,
    },
    /// A question, the name of its settings, and what its type adds.
    Question {
        kind: Kind,
        parameters: &'static str,
        adds: Adds,
    },
    /// A setting of the form that stands among the questions.
    Setting(&'static str),
    /// Recorded by other programs; stays hidden and empty.
    LeftOut,
    /// Needs other files or other forms.
    Unsupported,
    Unknown,
}

/// What holds questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Control {
    Group,
    Repeat,
    /// A group for each choice of a list.
    Loop(String),
}

impl Control {
    pub(super) fn is_same(&self, other: &Control) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// What an old type adds to a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Adds {
    pub(super) constraint: &'static str,
    pub(super) hint: &'static str,
    pub(super) property: &'static str,
}

const SELECTS: &[(&str, Kind)] = &[
    ("add select one prompt using", Kind::SelectOne),
    ("add select multiple prompt using", Kind::SelectMultiple),
    ("select all that apply from", Kind::SelectMultiple),
    ("select one from", Kind::SelectOne),
    ("select1", Kind::SelectOne),
    ("select_one", Kind::SelectOne),
    // Its choices stand in the sheet `external_choices`, which here is one more sheet of lists.
    ("select_one_external", Kind::SelectOne),
    ("select one", Kind::SelectOne),
    ("select_multiple", Kind::SelectMultiple),
    ("select all that apply", Kind::SelectMultiple),
    ("rank", Kind::Rank),
];

/// Selects whose choices stand in other files.
const FROM_FILES: &[&str] = &[
    "select_one_from_file",
    "select_multiple_from_file",
    "select one from file",
    "select multiple from file",
];

/// Reads a type.
pub(super) fn read(text: &str) -> Meant {
    if let Some(control) = control(text, "begin") {
        return Meant::Begin(control);
    }
    if let Some(control) = control(text, "end") {
        return Meant::End(control);
    }
    if let Some(setting) = setting(text) {
        return Meant::Setting(setting);
    }
    if let Some(select) = select(text) {
        return select;
    }
    let kind = text.strip_prefix("osm ").map_or(text, |_| "osm");
    question(kind)
}

fn control(text: &str, word: &str) -> Option<Control> {
    let rest = text.strip_prefix(word)?.strip_prefix([' ', '_'])?;
    let (kind, list) = ["looped group", "lgroup", "group", "repeat", "loop"]
        .into_iter()
        .find_map(|kind| Some((kind, rest.strip_prefix(kind)?)))?;
    let list = match list.strip_prefix(' ') {
        None if list.is_empty() => "",
        Some(list) if word == "begin" => list.strip_prefix("over ").unwrap_or(list),
        _ => return None,
    };
    if list.contains(' ') {
        return None;
    }
    Some(match kind {
        "group" => Control::Group,
        "loop" => Control::Loop(list.to_owned()),
        _ => Control::Repeat,
    })
}

fn setting(text: &str) -> Option<&'static str> {
    Some(match text {
        "form_title" | "set_form_title" => "title",
        "form_id" | "set_form_id" => "id_string",
        "prefix" => "prefix",
        _ => return None,
    })
}

fn select(text: &str) -> Option<Meant> {
    let (text, other) = [" or specify other", " or_other", " or other"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .map_or((text, false), |text| (text, true));
    let (command, list) = text.rsplit_once(' ')?;
    if FROM_FILES.contains(&command) || list.starts_with("${") {
        return Some(Meant::Unsupported);
    }
    let (_, kind) = SELECTS.iter().find(|(name, _)| *name == command)?;
    Some(Meant::Select {
        kind: *kind,
        list: list.to_owned(),
        other,
    })
}

fn question(text: &str) -> Meant {
    let plain = |kind| Meant::Question {
        kind,
        parameters: "",
        adds: Adds::default(),
    };
    let with = |kind, parameters| Meant::Question {
        kind,
        parameters,
        adds: Adds::default(),
    };
    let property = |property| Meant::Question {
        kind: Kind::Property,
        parameters: "",
        adds: Adds {
            property,
            ..Adds::default()
        },
    };
    let bounded = |kind, constraint, hint| Meant::Question {
        kind,
        parameters: "",
        adds: Adds {
            constraint,
            hint,
            ..Adds::default()
        },
    };
    match text {
        "text" => with(Kind::Text, "text"),
        "string" | "q string" | "add text prompt" => plain(Kind::Text),
        "integer" | "int" | "q int" | "add integer prompt" => plain(Kind::Integer),
        "decimal" | "q decimal" | "add decimal prompt" => plain(Kind::Decimal),
        "percentage" => bounded(Kind::Integer, "0 <= . and . <= 100", ""),
        "number of days in last month" => {
            bounded(Kind::Integer, "0 <= . and . <= 31", "Enter a number 0-31.")
        }
        "number of days in last six months" => bounded(
            Kind::Integer,
            "0 <= . and . <= 183",
            "Enter a number 0-183.",
        ),
        "number of days in last year" => bounded(
            Kind::Integer,
            "0 <= . and . <= 365",
            "Enter a number 0-365.",
        ),
        "phone number" => bounded(Kind::Text, "regex(., '^\\d*$')", "Enter numbers only."),
        "date" | "q date" | "add date prompt" => plain(Kind::Date),
        "time" => plain(Kind::Time),
        "dateTime"
        | "datetime"
        | "date time"
        | "q dateTime"
        | "q date time"
        | "add dateTime prompt"
        | "add date time prompt" => plain(Kind::DateTime),
        "note" | "q note" | "add note prompt" => plain(Kind::Note),
        "acknowledge" | "trigger" | "q acknowledge" | "add acknowledge prompt" => {
            plain(Kind::Acknowledge)
        }
        "calculate" | "q calculate" | "add calculate prompt" => plain(Kind::Calculate),
        "hidden" => plain(Kind::Hidden),
        "barcode" | "q barcode" | "add barcode prompt" => plain(Kind::Barcode),
        "photo" | "image" | "add image prompt" | "add photo prompt" => with(Kind::Image, "photo"),
        "q picture" | "q image" => plain(Kind::Image),
        "audio" | "add audio prompt" => with(Kind::Audio, "audio"),
        "q audio" => plain(Kind::Audio),
        "video" | "q video" | "add video prompt" => plain(Kind::Video),
        "file" | "add file prompt" => plain(Kind::File),
        "geopoint" => with(Kind::Geopoint, "geopoint"),
        "gps" | "location" | "q geopoint" | "q location" | "add location prompt" => {
            plain(Kind::Geopoint)
        }
        "geotrace" => with(Kind::Geotrace, "geotrace"),
        "q geotrace" => plain(Kind::Geotrace),
        "geoshape" => with(Kind::Geoshape, "geoshape"),
        "q geoshape" => plain(Kind::Geoshape),
        "range" => with(Kind::Range, "range"),
        "start" | "start time" | "get start time" => plain(Kind::Start),
        "end" | "end time" | "get end time" => plain(Kind::End),
        "today" | "get today" => plain(Kind::Today),
        "username" | "uri:username" => property("username"),
        "email" | "uri:email" => property("email"),
        "phonenumber" | "get phone number" | "uri:phonenumber" => property("phonenumber"),
        "deviceid" | "device id" | "get device id" | "imei" | "uri:deviceid" => {
            property("deviceid")
        }
        "subscriberid" | "subscriber id" | "get subscriber id" | "uri:subscriberid" => {
            property("subscriberid")
        }
        "simserial" | "sim id" | "get sim id" | "uri:simserial" => property("simserial"),
        "audit"
        | "start-geopoint"
        | "background-audio"
        | "background-geopoint"
        | "osm"
        | "csv-external"
        | "xml-external" => Meant::LeftOut,
        "include" => Meant::Unsupported,
        _ => Meant::Unknown,
    }
}

/// The type a kind is written as; the list or property comes behind.
pub(super) fn written(kind: Kind) -> &'static str {
    match kind {
        Kind::Group => "begin_group",
        Kind::Repeat => "begin_repeat",
        Kind::DateTime => "dateTime",
        other => other.name(),
    }
}

/// Whether a default is an expression (pyxform, `default_is_dynamic`): something is computed, called or referred to in it.
pub(super) fn is_computed(default: &str, kind: Kind) -> bool {
    let dashed = matches!(
        kind,
        Kind::Date | Kind::DateTime | Kind::Geopoint | Kind::Geotrace | Kind::Geoshape
    );
    let letters: Vec<char> = default.chars().collect();
    let mut at = 0;
    let digits = |from: usize, many: usize| {
        let part = letters.get(from..from + many);
        part.is_some_and(|part| part.iter().all(char::is_ascii_digit))
    };
    let is = |at: usize, wanted: char| letters.get(at) == Some(&wanted);
    while let Some(&letter) = letters.get(at) {
        let date = digits(at, 4)
            && is(at + 4, '-')
            && digits(at + 5, 2)
            && is(at + 7, '-')
            && digits(at + 8, 2);
        let signed = letter == '-'
            && letters
                .get(at + 1)
                .is_some_and(|next| next.is_ascii_digit() || *next == '.');
        at += match letter {
            _ if date => 10,
            '\'' | '"' => {
                let rest = letters.get(at + 1..).unwrap_or_default();
                rest.iter()
                    .position(|next| *next == letter)
                    .map_or(1, |length| length + 2)
            }
            '$' if is(at + 1, '{') => return true,
            '0'..='9' => number_length(&letters, at),
            '-' if signed => 1 + number_length(&letters, at + 1),
            '-' if dashed => return false,
            '*' | '+' | '-' | '|' => return true,
            _ if crate::expression::begins_name(letter) => {
                let length = letters
                    .get(at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|letter| {
                        crate::expression::continues_name(**letter) || **letter == ':'
                    })
                    .count();
                let word: String = letters
                    .get(at..at + length)
                    .unwrap_or_default()
                    .iter()
                    .collect();
                let spaced = at > 0 && is(at - 1, ' ') && is(at + length, ' ');
                if is(at + length, '(') || spaced && matches!(word.as_str(), "mod" | "div") {
                    return true;
                }
                length
            }
            _ => 1,
        };
    }
    false
}

fn number_length(letters: &[char], at: usize) -> usize {
    let rest = letters.get(at..).unwrap_or_default();
    rest.iter()
        .take_while(|letter| letter.is_ascii_digit() || **letter == '.')
        .count()
        .max(1)
}
