//! Judging real offices at the end: the graph says what must follow, the records as screens get them must show it.

use crate::district::names;
use crate::play::Played;
use goldaw_domain::RecordKind;
use goldaw_domain::ids::RecordId;
use goldaw_domain::merge_rule::{MergeRule, caution, merge_rule};
use goldaw_simulation::bits::Bits;
use goldaw_simulation::graph::Expected;
use serde_json::Value;
use std::collections::BTreeSet;

impl Played {
    /// Everything that survived and can be applied is here; records show what must be shown; log and tables agree.
    pub(crate) fn judge(&self, at: usize, possible: &Bits) -> Result<(), String> {
        let scopes = self.district.scopes(at);
        let (held, _) = self.district.changes(at);
        let applied: Bits = names(&held)
            .filter_map(|hash| self.graph.number(&hash))
            .collect();
        let concerns = |number: &usize| scopes.contains(&self.graph.get(*number).stream.scope);
        if let Some(missing) = possible
            .iter()
            .filter(concerns)
            .find(|number| !applied.has(*number))
        {
            return Err(format!(
                "change {missing} is not here although somebody held it"
            ));
        }
        for raw in &held {
            let number = self
                .graph
                .number(&raw.hash())
                .ok_or("a change nobody wrote")?;
            if self.graph.get(number).raw != *raw {
                return Err(format!(
                    "change {number} has other bytes than it was written with"
                ));
            }
        }
        self.records_show(at, &self.graph.expected(&self.given[at]))?;
        goldaw_tests::agreement::log_and_tables_agree(
            "a computer",
            &self.district.computers[at].office,
        );
        Ok(())
    }

    fn records_show(&self, at: usize, expected: &Expected) -> Result<(), String> {
        let ids: BTreeSet<RecordId> = expected
            .live
            .keys()
            .map(|cell| self.graph.cell(*cell).record)
            .collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let records = self.district.records(at, &ids);
        for (cell, writers) in &expected.live {
            let place = self.graph.cell(*cell);
            let Some(record) = records.get(&place.record.to_string()) else {
                return Err(format!("there is no record {}", place.record));
            };
            let values: Vec<&Value> = writers
                .iter()
                .filter_map(|writer| self.graph.value(*writer, *cell))
                .collect();
            let Ok(kind) = place.kind.parse::<RecordKind>() else {
                continue;
            };
            let several = values.windows(2).any(|two| two[0] != two[1]);
            let rule = merge_rule(kind, &place.field);
            let waits = several && rule != MergeRule::Automatic;
            // Writers stand latest first, so the first of the safest is the latest of them.
            let safest = values
                .iter()
                .map(|value| caution(kind, &place.field, value))
                .max();
            let shown = if rule == MergeRule::SafestUntilAsked {
                values
                    .iter()
                    .find(|value| Some(caution(kind, &place.field, value)) == safest)
            } else {
                values.first()
            };
            let found = record.fields.get(&place.field).unwrap_or(&Value::Null);
            if shown.copied() != Some(found) {
                return Err(format!(
                    "{} {} shows {found}, not {shown:?}",
                    place.kind, place.field
                ));
            }
            if record.open.contains(&place.field) != waits {
                return Err(format!(
                    "{} {} waits for a decision: {}",
                    place.kind, place.field, !waits
                ));
            }
        }
        Ok(())
    }
}
