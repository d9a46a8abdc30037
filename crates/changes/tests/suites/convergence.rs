//! Same changes, same state: whatever the order, repetition, delay, restores and clocks.

use crate::history::{deliver, deliver_in_parcels, heads, play, steps};
use crate::oracle::{state, state_of, state_without};
use goldaw_changes::{Ledger, RawChange, maximal, merge};
use proptest::prelude::*;
use std::collections::BTreeSet;

const DEVICES: usize = 4;
const STEPS: usize = 60;

/// Puts changes in another order, some of them twice.
fn shuffled(mut changes: Vec<RawChange>, order: &[u16]) -> Vec<RawChange> {
    let repeated: Vec<_> = changes
        .iter()
        .zip(order)
        .filter(|(_, n)| *n % 3 == 0)
        .map(|(raw, _)| raw.clone())
        .collect();
    changes.extend(repeated);
    let mut keyed: Vec<_> = changes
        .into_iter()
        .enumerate()
        .map(|(n, raw)| (order.get(n % order.len()).copied(), n, raw))
        .collect();
    keyed.sort_by_key(|(key, n, _)| (*key, *n));
    keyed.into_iter().map(|(_, _, raw)| raw).collect()
}

fn order() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 97)
}

proptest! {
    #[test]
    fn every_device_has_the_state_its_changes_define(steps in steps(DEVICES, STEPS)) {
        for device in play(DEVICES, &steps).devices {
            let Ok(waiting) = device.ledger.waiting();
            let held: Vec<_> = device.ledger.changes().map(|(_, raw)| raw.clone()).chain(waiting).collect();
            prop_assert_eq!(state_of(&device.ledger), state(&held));
            prop_assert_eq!(state_of(&device.ledger.rebuilt()), state(&held));
        }
    }

    #[test]
    fn any_order_and_repetition_gives_the_state_of_the_whole_set(
        steps in steps(DEVICES, STEPS), order in order(), parcel in 1usize..20,
    ) {
        let all = play(DEVICES, &steps).all();
        let expected = state(&all);
        prop_assert!(expected.waiting.is_empty());
        prop_assert_eq!(expected.applied.len(), all.len());
        prop_assert_eq!(&state_of(&deliver_in_parcels(&shuffled(all.clone(), &order), parcel)), &expected);
        prop_assert_eq!(&state_of(&deliver_in_parcels(&all, all.len().max(1))), &expected);
    }

    #[test]
    fn what_came_once_changes_nothing_when_it_comes_again(steps in steps(DEVICES, STEPS), order in order()) {
        let all = play(DEVICES, &steps).all();
        let ledger = deliver_in_parcels(&all, 7);
        let again = shuffled(all, &order);
        let count = again.len();
        let Ok(plan) = merge(&ledger, again);
        prop_assert_eq!(plan.already_held, count);
        prop_assert_eq!(plan, goldaw_changes::MergePlan { already_held: count, ..Default::default() });
    }

    #[test]
    fn what_lacks_a_parent_waits_and_is_applied_when_the_parent_comes(
        steps in steps(DEVICES, STEPS), order in order(), lost in 1u16..8,
    ) {
        let all = play(DEVICES, &steps).all();
        let (late, first): (Vec<_>, Vec<_>) =
            all.iter().cloned().enumerate().partition(|(n, _)| order[n % order.len()] % 8 < lost);
        let first: Vec<_> = first.into_iter().map(|(_, raw)| raw).collect();
        let late: Vec<_> = late.into_iter().map(|(_, raw)| raw).collect();
        let mut ledger = deliver_in_parcels(&first, 5);
        let expected = state(&first);
        prop_assert_eq!(&state_of(&ledger), &expected);

        // What is asked for is exactly what the waiting ones name and nobody here has.
        let Ok(plan) = merge(&ledger, vec![]);
        let here: BTreeSet<_> = first.iter().map(RawChange::hash).collect();
        let named: BTreeSet<_> = first
            .iter()
            .filter(|raw| expected.waiting.contains(&raw.hash()))
            .map(|raw| raw.read_header().unwrap())
            .flat_map(|header| header.seen.into_iter().chain(header.previous))
            .filter(|parent| !here.contains(parent))
            .collect();
        prop_assert_eq!(plan.wanted(), named);

        for raw in late {
            deliver(&mut ledger, vec![raw]);
        }
        prop_assert_eq!(state_of(&ledger), state(&all));
    }

    #[test]
    fn a_payload_that_turns_up_later_counts_as_if_it_had_been_there(
        steps in steps(DEVICES, STEPS), order in order(), parcel in 1usize..20,
    ) {
        let all = play(DEVICES, &steps).all();
        let withheld: Vec<_> = all
            .iter()
            .cloned()
            .zip(order.iter().cycle())
            .map(|(raw, n)| if n % 2 == 0 { RawChange { payload: None, ..raw } } else { raw })
            .collect();
        let mut ledger = deliver_in_parcels(&shuffled(withheld.clone(), &order), parcel);
        prop_assert_eq!(state_of(&ledger), state(&withheld));
        for parcel in shuffled(all.clone(), &order).chunks(parcel) {
            deliver(&mut ledger, parcel.to_vec());
        }
        prop_assert_eq!(state_of(&ledger), state(&all));
        let Ok(plan) = merge(&ledger, all.clone());
        prop_assert_eq!(plan.already_held, all.len());
    }

    #[test]
    fn a_declaration_of_loss_gives_one_state_whenever_it_and_the_lost_arrive(
        steps in steps(DEVICES, STEPS), order in order(), parcel in 1usize..20,
    ) {
        let all = play(DEVICES, &steps).all();
        let lost: BTreeSet<_> =
            all.iter().zip(order.iter().cycle()).filter(|(_, n)| *n % 7 == 0).map(|(raw, _)| raw.hash()).collect();
        let rest: Vec<_> = all.iter().filter(|raw| !lost.contains(&raw.hash())).cloned().collect();

        // Nobody has them: all others are applied, none waits.
        let mut ledger = deliver_in_parcels(&shuffled(rest.clone(), &order), parcel);
        ledger.declare_lost(lost.clone());
        prop_assert_eq!(&state_of(&ledger), &state_without(&rest, &lost));
        prop_assert!(state_of(&ledger).waiting.is_empty());
        // They turn up after all, here later, elsewhere before the declaration.
        for parcel in shuffled(all.clone(), &order).chunks(parcel) {
            deliver(&mut ledger, parcel.to_vec());
        }
        let mut elsewhere = deliver_in_parcels(&shuffled(all.clone(), &order), parcel);
        elsewhere.declare_lost(lost.clone());
        prop_assert_eq!(&state_of(&ledger), &state_without(&all, &lost));
        prop_assert_eq!(&state_of(&elsewhere), &state_without(&all, &lost));
        prop_assert_eq!(&state_of(&elsewhere.rebuilt()), &state_without(&all, &lost));
    }

    #[test]
    fn the_plan_tells_before_and_after_truly(steps in steps(DEVICES, STEPS), parcel in 1usize..9) {
        let mut ledger = goldaw_changes::MemoryLedger::new();
        for parcel in play(DEVICES, &steps).all().chunks(parcel) {
            let before = state_of(&ledger);
            let Ok(plan) = merge(&ledger, parcel.to_vec());
            let mut positions = BTreeSet::new();
            for change in &plan.apply {
                prop_assert!(positions.insert((change.position.branch, change.position.sequence)));
                prop_assert!(change.clock.get(change.position.branch) == change.position.sequence);
            }
            for planned in &plan.cells {
                let held: BTreeSet<_> = planned.before.iter().map(|value| value.change).collect();
                let known: BTreeSet<_> = before.live.get(&planned.cell).into_iter().flat_map(|v| v.keys().copied()).collect();
                prop_assert_eq!(held, known);
                prop_assert_eq!(planned.after.first(), goldaw_changes::winner(&planned.after));
            }
            let touched: BTreeSet<_> = plan.cells.iter().map(|planned| planned.cell.clone()).collect();
            ledger.apply(plan);
            let after = state_of(&ledger);
            for (cell, values) in &after.live {
                prop_assert!(touched.contains(cell) || before.live.get(cell) == Some(values));
            }
        }
    }

    #[test]
    fn a_peer_is_sent_exactly_what_it_lacks(steps in steps(DEVICES, STEPS), limit in 1usize..9) {
        let office = play(DEVICES, &steps);
        let ours = &office.devices[0].ledger;
        let theirs = &office.devices[1].ledger;
        let sent: BTreeSet<_> =
            ours.missing_for(&heads(theirs), &[], usize::MAX).iter().map(RawChange::hash).collect();
        let (ours_held, theirs_held) = (state_of(ours).applied, state_of(theirs).applied);
        // A peer ahead of us on a chain acknowledges a head we do not know: then some may be sent twice, never too few.
        prop_assert!(sent.is_superset(&ours_held.difference(&theirs_held).copied().collect()));
        if heads(theirs).iter().all(|head| ours_held.contains(head)) {
            prop_assert_eq!(sent, ours_held.difference(&theirs_held).copied().collect());
        }
        // The oldest part alone can always be applied: nothing waits on a full stick.
        let mut small = office.devices[1].clone();
        let Ok(waited) = theirs.waiting();
        let received = small.receive(ours.missing_for(&heads(theirs), &[], limit), 0);
        prop_assert!(received.waiting <= waited.len());
    }

    #[test]
    fn the_definition_of_live_agrees_with_adding_one_by_one(steps in steps(DEVICES, STEPS)) {
        let ledger = deliver_in_parcels(&play(DEVICES, &steps).all(), 11);
        for (cell, values) in ledger.cells() {
            let mut writes = Vec::new();
            for (hash, raw) in ledger.changes() {
                let header = raw.read_header().unwrap();
                let (Ok(position), Ok(clock)) = (ledger.position(hash), ledger.clock(hash));
                let position = position.unwrap();
                if let Some(value) = written(raw, cell) {
                    writes.push((goldaw_changes::LiveValue {
                        change: *hash, branch: position.branch, sequence: header.sequence, hlc: header.hlc, value,
                    }, clock));
                }
            }
            prop_assert_eq!(maximal(&writes), values);
        }
    }
}

/// The value a change leaves in a field.
fn written(raw: &RawChange, cell: &goldaw_changes::Cell) -> Option<serde_json::Value> {
    raw.read_payload()
        .unwrap()?
        .operations
        .into_iter()
        .rev()
        .find_map(|operation| match operation {
            goldaw_changes::Operation::Write {
                record,
                kind,
                mut fields,
            } if record == cell.record && kind == cell.kind => fields.remove(&cell.field),
            _ => None,
        })
}
