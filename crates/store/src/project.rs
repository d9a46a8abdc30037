//! From live values to a record: which value is shown first, and which fields wait for a decision.
//!
//! A function of the log alone: rebuilding gives the same records, whatever order the changes came in.

use crate::document::Document;
use crate::error::StoreError;
use crate::ledger::SqlLedger;
use crate::record_row::{Held, Life, Live, LiveCell};
use goldaw_changes::{CellPlan, ChangeHash, Hlc, LiveValue, winner};
use goldaw_domain::RecordKind;
use goldaw_domain::ids::{OfficeId, RecordId, WorkerId};
use goldaw_domain::merge_rule::{MergeRule, caution, merge_rule};
use goldaw_domain::record::REOPENED;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Who wrote a change, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub hlc: Hlc,
    pub hash: ChangeHash,
    pub author: WorkerId,
    pub scope: OfficeId,
}

/// The changes of one plan that wrote to a record.
#[derive(Debug)]
pub(crate) struct Touched {
    /// Their numbers.
    pub changes: Vec<i64>,
    /// The earliest.
    pub first: Moment,
    /// The latest.
    pub last: Moment,
}

impl Touched {
    pub(crate) fn by(number: i64, moment: Moment) -> Self {
        Self {
            changes: vec![number],
            first: moment,
            last: moment,
        }
    }

    pub(crate) fn add(&mut self, number: i64, moment: Moment) {
        if self.changes.last() != Some(&number) {
            self.changes.push(number);
        }
        if moment.before(&self.first) {
            self.first = moment;
        }
        if self.last.before(&moment) {
            self.last = moment;
        }
    }
}

impl Moment {
    fn before(&self, other: &Moment) -> bool {
        (self.hlc, self.hash) < (other.hlc, other.hash)
    }
}

/// A record derived from what was written to it.
pub(crate) struct Projected {
    /// Its row.
    pub record: Held,
    /// As it was served before; none when it had no row.
    pub before: Option<Document>,
    /// Number of the last change that had written to it before; 0 when it had no row.
    pub written_upto: i64,
}

/// Derives a record from the row it had, the fields whose live values change, and the changes that wrote to it; nothing when no field
/// was ever written.
pub(crate) fn project(
    ledger: &SqlLedger<'_>,
    id: RecordId,
    cells: &[CellPlan],
    touched: &Touched,
) -> Result<Option<Projected>, StoreError> {
    let held = ledger.held(id)?;
    let before = held.as_ref().map(Held::document);
    let written_upto = held.as_ref().and_then(|held| held.touched.last().copied());
    let mut record = match held {
        Some(record) => record,
        None if cells.is_empty() => return Ok(None),
        None => Held {
            number: 0,
            id,
            cells: Default::default(),
            touched: Vec::new(),
            open: Vec::new(),
            life: life_of(touched),
            settled: None,
        },
    };
    if record.number != 0 {
        prolong(ledger, &mut record, touched)?;
    }
    record.touched.extend(&touched.changes);
    record.touched.sort_unstable();
    record.touched.dedup();
    for plan in cells {
        let live = in_order(&plan.cell.kind, &plan.cell.field, &plan.after)
            .into_iter()
            .map(|one| {
                Ok(LiveCell {
                    change: ledger.number(&one.change)?,
                    value: one.value.clone(),
                })
            })
            .collect::<Result<Live, StoreError>>()?;
        record.cells.set(&plan.cell.kind, &plan.cell.field, live);
    }
    record.open = open_fields(&record);
    Ok(Some(Projected {
        record,
        before,
        written_upto: written_upto.unwrap_or(0),
    }))
}

/// Puts the value to show first, then the others, the latest first.
pub(crate) fn in_order<'v>(kind: &str, field: &str, live: &'v [LiveValue]) -> Vec<&'v LiveValue> {
    let mut ordered: Vec<&LiveValue> = live.iter().collect();
    if live.len() > 1 {
        let shown = shown(kind, field, live);
        ordered.sort_by(|a, b| match (a.change == shown, b.change == shown) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            _ => (b.hlc, b.change).cmp(&(a.hlc, a.change)),
        });
    }
    ordered
}

/// Chooses the change whose value is shown.
fn shown(kind: &str, field: &str, live: &[LiveValue]) -> ChangeHash {
    let rule = kind
        .parse::<RecordKind>()
        .map(|kind| (kind, merge_rule(kind, field)));
    let chosen = match rule {
        Ok((kind, MergeRule::SafestUntilAsked)) => live
            .iter()
            .max_by_key(|side| (caution(kind, field, &side.value), side.hlc, side.change)),
        _ => winner(live),
    };
    chosen.map_or(ChangeHash([0; 32]), |chosen| chosen.change)
}

/// Lists the fields of the record's kind with several different values of which a person must choose.
pub(crate) fn open_fields(record: &Held) -> Vec<String> {
    let Ok(kind) = record.kind().parse::<RecordKind>() else {
        return Vec::new();
    };
    let own = record.cells.iter().filter(|(of, _, _)| *of == kind.name());
    let open = own.filter_map(|(_, field, live)| {
        let several = live.iter().any(|one| one.value != live[0].value);
        if several && merge_rule(kind, field) != MergeRule::Automatic {
            return Some(field);
        }
        // A decision that was taken back leaves its question open.
        let reopened = field.strip_prefix(REOPENED)?;
        (!live.first()?.value.is_null()).then_some(reopened)
    });
    let open: BTreeSet<&str> = open.collect();
    open.into_iter().map(str::to_owned).collect()
}

fn life_of(touched: &Touched) -> Life {
    Life {
        scope: touched.first.scope,
        created: touched.first.hlc,
        created_by: touched.first.author,
        changed: touched.last.hlc,
        changed_by: touched.last.author,
    }
}

/// Takes earlier and later changes into a record's life. At the very same time the smaller and the larger hash count, as everywhere.
fn prolong(ledger: &SqlLedger<'_>, record: &mut Held, touched: &Touched) -> Result<(), StoreError> {
    let earlier = match touched.first.hlc.cmp(&record.life.created) {
        Ordering::Equal => {
            let first = ledger.end(record, record.life.created, false)?;
            first.is_none_or(|first| touched.first.hash < first)
        }
        order => order == Ordering::Less,
    };
    if earlier {
        record.life.scope = touched.first.scope;
        record.life.created = touched.first.hlc;
        record.life.created_by = touched.first.author;
    }
    let later = match touched.last.hlc.cmp(&record.life.changed) {
        Ordering::Equal => {
            let last = ledger.end(record, record.life.changed, true)?;
            last.is_none_or(|last| touched.last.hash > last)
        }
        order => order == Ordering::Greater,
    };
    if later {
        record.life.changed = touched.last.hlc;
        record.life.changed_by = touched.last.author;
    }
    Ok(())
}
