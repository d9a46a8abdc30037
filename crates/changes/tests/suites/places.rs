//! Single situations a worker could name: who replaced whose value, where the stream went two ways, what is not accepted.

use crate::bytes::payload;
use goldaw_changes::memory::MemoryDevice;
use goldaw_changes::{
    Branch, BranchNumber, Cell, ChangeHash, Clock, Header, Hlc, Incarnation, Ledger, LiveValue,
    MemoryLedger, Operation, Position, RawChange, Refusal, distinct_values, is_forked, merge,
    peer_holds, unseen_heads, winner,
};
use goldaw_domain::ids::OfficeId;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use uuid::Uuid;

const NOON: u64 = 1_795_564_800_000;
const YEAR: u64 = 365 * 24 * 3600 * 1000;

fn office() -> OfficeId {
    Uuid::from_u128(0x0f).into()
}

fn device(number: u128) -> MemoryDevice {
    MemoryDevice::new(
        Uuid::from_u128(number).into(),
        Incarnation(Uuid::from_u128(0x100 + number)),
        office(),
    )
}

fn status(value: Value) -> Operation {
    Operation::Write {
        record: Uuid::from_u128(1).into(),
        kind: "case".to_owned(),
        fields: [("status".to_owned(), value)].into(),
    }
}

fn cell() -> Cell {
    Cell {
        record: Uuid::from_u128(1).into(),
        kind: "case".to_owned(),
        field: "status".to_owned(),
    }
}

fn save(device: &mut MemoryDevice, now: u64, value: Value) -> RawChange {
    let salt = device.stream().incarnation.0.into_bytes();
    device.write(now, salt, vec![status(value)]).unwrap()
}

fn live(ledger: &MemoryLedger) -> Vec<LiveValue> {
    let Ok(live) = ledger.live(&cell());
    live
}

fn values(ledger: &MemoryLedger) -> Vec<Value> {
    live(ledger).into_iter().map(|live| live.value).collect()
}

#[test]
fn a_worker_who_saw_a_value_replaces_it_though_her_clock_is_years_behind() {
    let (mut aman, mut bahar) = (device(1), device(2));
    let from_the_future = save(&mut aman, NOON + 30 * YEAR, json!("open"));
    bahar.receive(vec![from_the_future], NOON);
    let answer = save(&mut bahar, NOON, json!("closed"));
    assert!(
        answer.read_header().unwrap().hlc.ms() < NOON + YEAR,
        "the wrong clock is not adopted"
    );
    aman.receive(vec![answer], NOON);
    assert_eq!(values(&aman.ledger), vec![json!("closed")]);
    assert_eq!(values(&bahar.ledger), vec![json!("closed")]);
}

#[test]
fn two_who_did_not_see_each_other_both_keep_their_value_and_the_later_is_shown() {
    let (mut aman, mut bahar) = (device(1), device(2));
    let first = save(&mut aman, NOON, json!("open"));
    let second = save(&mut bahar, NOON + 1, json!("closed"));
    aman.receive(vec![second], NOON);
    bahar.receive(vec![first], NOON);
    assert_eq!(values(&aman.ledger), vec![json!("closed"), json!("open")]);
    assert_eq!(values(&bahar.ledger), values(&aman.ledger));
    assert_eq!(winner(&live(&aman.ledger)).unwrap().value, json!("closed"));
    assert_eq!(distinct_values(&live(&aman.ledger)).len(), 2);
}

#[test]
fn the_same_value_written_twice_is_kept_twice_and_is_no_conflict() {
    let (mut aman, mut bahar) = (device(1), device(2));
    let first = save(&mut aman, NOON, json!("open"));
    bahar.receive(vec![], NOON);
    save(&mut bahar, NOON, json!("open"));
    bahar.receive(vec![first], NOON);
    assert_eq!(live(&bahar.ledger).len(), 2);
    assert_eq!(distinct_values(&live(&bahar.ledger)).len(), 1);
}

#[test]
fn a_decision_replaces_all_it_saw_and_a_side_that_arrives_later_reopens_it() {
    let (mut aman, mut bahar, mut late) = (device(1), device(2), device(3));
    let first = save(&mut aman, NOON, json!("open"));
    save(&mut bahar, NOON, json!("closed"));
    let unseen = save(&mut late, NOON - 1000, json!("void"));
    bahar.receive(vec![first], NOON);
    let decision = save(&mut bahar, NOON, json!("open"));
    assert_eq!(
        live(&bahar.ledger)
            .iter()
            .map(|live| live.change)
            .collect::<Vec<_>>(),
        vec![decision.hash()]
    );
    bahar.receive(vec![unseen], NOON);
    assert_eq!(values(&bahar.ledger), vec![json!("open"), json!("void")]);
}

#[test]
fn a_field_written_twice_in_one_change_has_the_later_value() {
    let mut aman = device(1);
    aman.write(
        NOON,
        [0; 16],
        vec![status(json!("open")), status(json!("closed"))],
    )
    .unwrap();
    assert_eq!(values(&aman.ledger), vec![json!("closed")]);
}

#[test]
fn a_change_names_the_fewest_heads_it_can() {
    let (mut aman, mut bahar, mut jeren) = (device(1), device(2), device(3));
    let first = save(&mut aman, NOON, json!(1));
    bahar.receive(vec![first.clone()], NOON);
    let second = save(&mut bahar, NOON, json!(2));
    jeren.receive(vec![first, second.clone()], NOON);
    let third = save(&mut jeren, NOON, json!(3)).read_header().unwrap();
    assert_eq!(third.seen, vec![second.hash()]);
    let fourth = save(&mut jeren, NOON, json!(4)).read_header().unwrap();
    assert_eq!((fourth.sequence, fourth.seen.len()), (2, 0));
}

#[test]
fn a_copied_computer_forks_the_stream_and_both_sides_are_kept() {
    let mut aman = device(1);
    let common = save(&mut aman, NOON, json!("open"));
    let mut copy = aman.clone();
    let one = save(&mut aman, NOON + 5, json!("closed"));
    let other = copy
        .write(NOON + 6, [1; 16], vec![status(json!("void"))])
        .unwrap();
    let mut coordinator = device(9);
    let received = coordinator.receive(vec![common.clone(), one.clone(), other.clone()], NOON);
    assert_eq!(received.applied.len(), 3);
    let fork = received.forks[0];
    assert_eq!(
        (fork.stream, fork.after, fork.sequence),
        (aman.stream(), Some(common.hash()), 2)
    );
    assert_eq!(
        (fork.known, fork.opened, fork.first),
        (BranchNumber(0), BranchNumber(1), other.hash())
    );
    assert_eq!(
        values(&coordinator.ledger),
        vec![json!("void"), json!("closed")]
    );

    // The original learns of it, writes on all the same, and knows that a new life is due.
    aman.receive(vec![other.clone()], NOON);
    let Ok(forked) = is_forked(&aman.ledger, &aman.stream());
    assert!(forked);
    let on = save(&mut aman, NOON + 7, json!("open"));
    let header = on.read_header().unwrap();
    assert_eq!(
        (header.previous, header.seen),
        (Some(other.hash()), vec![one.hash()])
    );
    assert_eq!(values(&aman.ledger), vec![json!("open")]);
    aman.begin_again(Incarnation(Uuid::from_u128(77)));
    let header = save(&mut aman, NOON + 8, json!("closed"))
        .read_header()
        .unwrap();
    assert_eq!(
        (header.sequence, header.previous, header.seen),
        (1, None, vec![on.hash()])
    );
}

#[test]
fn a_stream_begun_twice_is_a_fork_too() {
    let (mut aman, mut copy) = (device(1), device(1));
    let one = save(&mut aman, NOON, json!(1));
    let other = save(&mut copy, NOON, json!(2));
    let mut coordinator = device(9);
    coordinator.receive(vec![one], NOON);
    let received = coordinator.receive(vec![other.clone()], NOON);
    assert_eq!(
        (received.forks[0].after, received.forks[0].sequence),
        (None, 1)
    );
    assert_eq!(received.forks[0].first, other.hash());
}

#[test]
fn a_restored_computer_whose_own_changes_come_back_from_the_future_can_still_save() {
    let mut aman = device(1);
    let backup = aman.clone();
    let wrong = save(&mut aman, NOON + 20 * YEAR, json!("open"));
    let mut aman = backup;
    aman.receive(vec![wrong.clone()], NOON);
    let right = save(&mut aman, NOON, json!("closed"));
    assert!(right.read_header().unwrap().hlc > wrong.read_header().unwrap().hlc);
    assert_eq!(values(&aman.ledger), vec![json!("closed")]);
}

fn next(after: &RawChange, change: impl FnOnce(&mut Header)) -> RawChange {
    let before = after.read_header().unwrap();
    let mut header = Header {
        sequence: before.sequence + 1,
        previous: Some(after.hash()),
        seen: vec![],
        hlc: Hlc(before.hlc.0 + 1),
        ..before
    };
    change(&mut header);
    RawChange::write(&header, &payload()).unwrap()
}

#[test]
fn a_change_that_cannot_follow_is_refused_and_only_its_descendants_wait() {
    let mut aman = device(1);
    let first = save(&mut aman, NOON, json!("open"));
    let mut elsewhere = device(1);
    let other_scope = MemoryDevice::new(
        Uuid::from_u128(5).into(),
        Incarnation(Uuid::from_u128(5)),
        Uuid::from_u128(0xee).into(),
    );
    let foreign = save(&mut { other_scope }, NOON, json!("x"));
    elsewhere.receive(vec![first.clone(), foreign.clone()], NOON);
    let cases = [
        (
            next(&first, |header| header.sequence = 3),
            Refusal::Sequence {
                expected: 2,
                found: 3,
            },
        ),
        (
            next(&first, |header| header.hlc = Hlc::new(NOON, 0)),
            Refusal::TimeNotRising,
        ),
        (
            next(&first, |header| {
                header.stream.device = Uuid::from_u128(2).into()
            }),
            Refusal::ForeignPrevious,
        ),
        (
            next(&first, |header| header.seen = vec![foreign.hash()]),
            Refusal::CrossesScope,
        ),
    ];
    let good = next(&first, |_| ());
    for (bad, why) in cases {
        let descendant = next(&bad, |_| ());
        let Ok(plan) = merge(
            &elsewhere.ledger,
            vec![descendant.clone(), bad.clone(), good.clone()],
        );
        assert_eq!(
            plan.refused
                .iter()
                .map(|refused| &refused.why)
                .collect::<Vec<_>>(),
            vec![&why]
        );
        assert_eq!(
            plan.apply
                .iter()
                .map(|change| change.hash)
                .collect::<Vec<_>>(),
            vec![good.hash()]
        );
        assert_eq!(plan.still_waiting.len(), 1);
        assert_eq!(plan.still_waiting[0].hash, descendant.hash());
        assert_eq!(
            plan.wanted().into_iter().collect::<Vec<_>>(),
            vec![bad.hash()]
        );
    }
}

#[test]
fn heads_of_another_scope_are_not_named() {
    let mut aman = device(1);
    let mut centre = MemoryDevice::new(
        Uuid::from_u128(5).into(),
        Incarnation(Uuid::from_u128(5)),
        Uuid::from_u128(0xee).into(),
    );
    aman.receive(vec![save(&mut centre, NOON, json!("x"))], NOON);
    assert_eq!(
        save(&mut aman, NOON, json!("y"))
            .read_header()
            .unwrap()
            .seen,
        vec![]
    );
    let Ok(unseen) = unseen_heads(&aman.ledger, Uuid::from_u128(0xee).into(), None);
    assert_eq!(unseen.len(), 1);
}

#[test]
fn a_peer_holds_what_all_its_heads_together_have_seen() {
    let (mut aman, mut bahar, mut jeren) = (device(1), device(2), device(3));
    let all = [
        save(&mut aman, NOON, json!(1)),
        save(&mut bahar, NOON, json!(2)),
        save(&mut jeren, NOON, json!(3)),
    ];
    aman.receive(all.to_vec(), NOON);
    let heads: Vec<ChangeHash> = all.iter().map(RawChange::hash).collect();
    assert_eq!(aman.ledger.missing_for(&heads, &[], 9), vec![]);
    assert_eq!(
        aman.ledger.missing_for(&heads[1..], &[], 9),
        vec![all[0].clone()]
    );
}

#[test]
fn of_two_copies_in_one_delivery_the_one_with_its_payload_counts() {
    let whole = save(&mut device(1), NOON, json!("open"));
    let without = RawChange {
        payload: None,
        ..whole.clone()
    };
    for delivery in [[whole.clone(), without.clone()], [without, whole]] {
        let mut coordinator = device(9);
        assert_eq!(coordinator.receive(delivery.to_vec(), NOON).already_held, 1);
        assert_eq!(values(&coordinator.ledger), vec![json!("open")]);
    }
}

#[test]
fn what_a_peer_acknowledges_and_we_do_not_know_is_passed_over() {
    let mut aman = device(1);
    let first = save(&mut aman, NOON, json!(1));
    let Ok(held) = peer_holds(&aman.ledger, &[ChangeHash([3; 32]), first.hash()], &[]);
    assert!(held.covers(BranchNumber(0), 1) && !held.covers(BranchNumber(0), 2));
    let Ok(nothing) = peer_holds(&aman.ledger, &[ChangeHash([3; 32])], &[]);
    assert_eq!(nothing, Clock::new());
}

/// A ledger that counts what it is asked.
struct Counting<'a> {
    inner: &'a MemoryLedger,
    asked: RefCell<BTreeMap<&'static str, usize>>,
}

impl Counting<'_> {
    fn count(&self, what: &'static str) {
        *self.asked.borrow_mut().entry(what).or_default() += 1;
    }
}

impl Ledger for Counting<'_> {
    type Error = Infallible;
    fn position(&self, change: &ChangeHash) -> Result<Option<Position>, Infallible> {
        self.count("position");
        self.inner.position(change)
    }
    fn clock(&self, change: &ChangeHash) -> Result<Clock, Infallible> {
        self.count("clock");
        self.inner.clock(change)
    }
    fn branches(&self) -> Result<Vec<Branch>, Infallible> {
        self.count("branches");
        self.inner.branches()
    }
    fn live(&self, cell: &Cell) -> Result<Vec<LiveValue>, Infallible> {
        self.count("live");
        self.inner.live(cell)
    }
    fn waiting(&self) -> Result<Vec<RawChange>, Infallible> {
        self.count("waiting");
        self.inner.waiting()
    }
}

#[test]
fn a_long_bundle_asks_the_ledger_little() {
    let (mut aman, mut bahar) = (device(1), device(2));
    bahar.receive(vec![save(&mut aman, NOON, json!(0))], NOON);
    let long: Vec<RawChange> = (0..500).map(|n| save(&mut aman, NOON, json!(n))).collect();
    let counting = Counting {
        inner: &bahar.ledger,
        asked: RefCell::default(),
    };
    let Ok(plan) = merge(&counting, long);
    assert_eq!(plan.apply.len(), 500);
    let asked = counting.asked.into_inner();
    // Nothing delivered can be held, because it lies beyond what is held of its stream: one question, for the parent it hangs on.
    assert_eq!(
        asked,
        BTreeMap::from([
            ("position", 1),
            ("clock", 1),
            ("branches", 1),
            ("live", 1),
            ("waiting", 1)
        ])
    );
}
