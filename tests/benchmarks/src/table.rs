//! One table for people, one flat file for programs.

use serde_json::{Map, Value};

use crate::phases::Figures;

/// A peer as it stands in the table.
pub struct Row {
    /// Its key in the figures.
    pub key: &'static str,
    /// Its name with the version.
    pub name: &'static str,
    /// What a reader must know to compare.
    pub how: &'static str,
    /// What was found.
    pub figures: Figures,
    /// Phases that could not be run, with the reason.
    pub failed: Vec<String>,
}

/// Heading, figure, and what is shown where there is none.
const COLUMNS: [(&str, &str); 17] = [
    ("local edits/s", "local_edits_per_s"),
    ("local durable", "local_durable_edits_per_s"),
    ("merge edits/s", "merge_edits_per_s"),
    ("merge durable", "merge_durable_edits_per_s"),
    ("B/edit 250 raw", "raw_bytes_per_edit_250"),
    ("packed", "packed_bytes_per_edit_250"),
    ("B/edit 2,500 raw", "raw_bytes_per_edit_2500"),
    ("packed", "packed_bytes_per_edit_2500"),
    ("scattered 250", "scattered_packed_bytes_per_edit_250"),
    ("scattered 2,500", "scattered_packed_bytes_per_edit_2500"),
    ("new replica s", "new_replica_s"),
    ("B/cell on disk", "bytes_per_cell"),
    ("peak MiB", "peak_mib"),
    ("conflicts kept", "conflicts_kept"),
    ("differing cells", "differing_cells"),
    ("flips accepted", "flips_accepted"),
    ("restored: kept of 4", "restored_values_kept"),
];

/// Writes the table as Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = String::from("| peer |");
    for (heading, _) in COLUMNS {
        text.push_str(&format!(" {heading} |"));
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(COLUMNS.len()));
    text.push('\n');
    for row in rows {
        text.push_str(&format!("| {} |", row.name));
        for (_, figure) in COLUMNS {
            text.push_str(&format!(" {} |", shown(row.figures.get(figure))));
        }
        text.push('\n');
    }
    text.push('\n');
    for row in rows {
        text.push_str(&format!("- {}: {}\n", row.name, row.how));
        for reason in &row.failed {
            text.push_str(&format!("  - not measured: {reason}\n"));
        }
    }
    text
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(number) => {
            let number = number.as_f64().unwrap_or_default();
            if number.fract() == 0.0 {
                grouped(number as u64)
            } else {
                number.to_string()
            }
        }
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Flattens all rows: our engine's figures under their own names, everybody else's behind the peer's key.
pub fn flat(rows: &[Row]) -> Map<String, Value> {
    let mut flat = Map::new();
    for row in rows {
        for (name, value) in &row.figures {
            flat.insert(format!("{}_{name}", row.key), value.clone());
            if row.key == "goldaw" {
                flat.insert(name.replace("packed_bytes", "body_bytes"), value.clone());
            }
        }
        for (number, reason) in row.failed.iter().enumerate() {
            flat.insert(
                format!("{}_failed_{number}", row.key),
                reason.clone().into(),
            );
        }
    }
    let of = |key: &str, figure: &str| -> Option<f64> {
        rows.iter()
            .find(|row| row.key == key)?
            .figures
            .get(figure)?
            .as_f64()
    };
    let ours = of("goldaw", "merge_edits_per_s");
    // Durable merges of others that keep what two people wrote, be it whole documents; the bare inserts are a limit and no peer.
    let durable = rows.iter().filter(|row| {
        let own_or_limit = matches!(
            row.key,
            "goldaw" | "goldaw_people" | "bare_sqlite" | "bare_sqlcipher"
        );
        let keeps = row.figures.get("conflicts_kept");
        !own_or_limit && keeps.is_some_and(|kept| kept.as_f64() != Some(0.0))
    });
    let best = durable
        .filter_map(|row| {
            Some((
                row.key,
                row.figures.get("merge_durable_edits_per_s")?.as_f64()?,
            ))
        })
        .max_by(|one, other| one.1.total_cmp(&other.1));
    if let (Some(ours), Some((key, best))) = (ours, best) {
        flat.insert("merge_vs_best_durable_peer".into(), ratio(ours, best));
        flat.insert("best_durable_peer".into(), key.into());
    }
    for (name, key) in [
        (
            "merge_vs_automerge_durable",
            ("automerge", "merge_durable_edits_per_s"),
        ),
        (
            "merge_vs_bare_insert",
            ("bare_sqlcipher", "merge_edits_per_s"),
        ),
        (
            "merge_vs_bare_insert_plain",
            ("bare_sqlite", "merge_edits_per_s"),
        ),
    ] {
        if let (Some(ours), Some(other)) = (ours, of(key.0, key.1)) {
            flat.insert(name.into(), ratio(ours, other));
        }
    }
    let text = |key: &str, figure: &str| {
        rows.iter()
            .find(|row| row.key == key)?
            .figures
            .get(figure)
            .cloned()
    };
    let referee = ["conflicts_kept", "conflict_values", "fingerprint"];
    for key in ["goldaw", "goldaw_people"] {
        let agrees = referee.iter().all(|figure| {
            text(key, figure).is_some() && text(key, figure) == text("automerge", figure)
        });
        flat.insert(format!("{key}_referee_agrees"), agrees.into());
    }
    flat
}

fn ratio(one: f64, other: f64) -> Value {
    ((one / other * 1000.0).round() / 1000.0).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(grouped(1), "1");
        assert_eq!(grouped(12_345), "12,345");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
