//! What a worker changed: the fields to write, from a record before and after.
//!
//! Writing a value that is there already is not a change; confirming one is a field of its own.

use crate::Fields;
use serde_json::Value;

/// Returns the fields whose value differs; a field that is gone or cleared is `null`, and absent equals `null`.
pub fn diff(before: &Fields, after: &Fields) -> Fields {
    let absent = &Value::Null;
    before
        .keys()
        .chain(after.keys())
        .filter_map(|field| {
            let new = after.get(field).unwrap_or(absent);
            (new != before.get(field).unwrap_or(absent)).then(|| (field.clone(), new.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn only_what_differs_is_written() {
        let before =
            fields(json!({"name": "Maral", "street": "Garagum", "phone": 12, "note": null}));
        let after =
            fields(json!({"name": "Maral", "street": "Bitarap", "district": ["a"], "empty": null}));
        assert_eq!(
            diff(&before, &after),
            fields(json!({"street": "Bitarap", "phone": null, "district": ["a"]}))
        );
    }

    #[test]
    fn nothing_changed_is_nothing_written() {
        let same = fields(json!({"name": "Maral", "children": [1, 2]}));
        assert!(diff(&same, &same).is_empty());
        assert!(diff(&fields(json!({"x": null})), &Fields::new()).is_empty());
    }
}
