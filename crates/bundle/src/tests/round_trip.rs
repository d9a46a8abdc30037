//! What is sealed comes out the same, as often as it is opened, and nothing of it can be seen from outside.

use goldaw_changes::{ChangeHash, RawChange};
use proptest::collection::vec;
use proptest::prelude::*;

use super::district::{District, SESSION, contents, head, keys};
use crate::{
    Attachment, Contents, HeadSignature, Limits, RosterNews, inspect, open, parcel_name, seal,
    sealed_part, verify,
};

#[test]
fn the_addressee_opens_what_was_sealed_as_often_as_she_likes() {
    let district = District::new();
    let bytes = district.bundle();
    let opened = open(
        &bytes,
        &district.centre,
        Some(&district.roster),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(opened.contents, contents(&district.etrap));
    assert_eq!(opened.sender.public, district.etrap.public());
    assert_eq!(opened.roster, RosterNews::Unchanged);
    assert!(opened.unproven.is_empty());
    assert_eq!(
        open(
            &bytes,
            &district.centre,
            Some(&district.roster),
            &Limits::default()
        )
        .unwrap(),
        opened
    );
}

#[test]
fn who_and_whole_are_seen_without_a_key() {
    let district = District::new();
    let bytes = district.bundle();
    let header = inspect(&bytes, &Limits::default()).unwrap();
    assert_eq!((header.number, header.session), (7, SESSION));
    assert_eq!(header.sender, district.etrap.mailbox());
    let verified = verify(&bytes, &district.roster, &Limits::default()).unwrap();
    assert_eq!(verified.sender.public.device, district.etrap.device());
    assert_eq!(
        verified.recipients[0].as_ref().unwrap().public.device,
        district.centre.device()
    );
    let name = parcel_name(&bytes);
    assert_eq!(name.len(), 32 + ".goldaw".len());
    assert_eq!(name, parcel_name(&bytes));
}

#[test]
fn no_name_id_or_text_stands_in_clear() {
    let district = District::new();
    let bytes = district.bundle();
    let visible = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    for needle in [
        b"payload one".as_slice(),
        b"header two",
        b"scan",
        b"bundle_cut_short",
    ] {
        assert!(!visible(needle));
    }
    assert!(!visible(district.etrap.device().as_bytes()));
    assert!(!visible(
        super::district::office_of(&district.etrap).as_bytes()
    ));
}

#[test]
fn an_empty_and_a_small_bundle_have_the_same_size_but_for_grease() {
    let district = District::new();
    let mut empty = contents(&district.etrap);
    empty.changes.clear();
    empty.attachments.clear();
    empty.control = crate::Control::default();
    let size = |contents: &Contents| {
        let bytes = seal(
            contents,
            &district.etrap,
            &[&district.centre.public()],
            1,
            SESSION,
        )
        .unwrap();
        let plain =
            age::decrypt(district.centre.seal_secret(), sealed_part(&bytes).unwrap()).unwrap();
        plain.len()
    };
    assert_eq!(size(&empty), 4096);
    assert_eq!(size(&contents(&district.etrap)), 4096);
}

#[test]
fn every_recipient_opens_the_same_bundle() {
    let district = District::new();
    let sent = contents(&district.etrap);
    let recipients = [&district.centre.public(), &district.neighbour.public()];
    let bytes = seal(&sent, &district.etrap, &recipients, 1, SESSION).unwrap();
    for receiver in [&district.centre, &district.neighbour] {
        assert_eq!(
            open(&bytes, receiver, Some(&district.roster), &Limits::default())
                .unwrap()
                .contents,
            sent
        );
    }
}

fn change() -> impl Strategy<Value = RawChange> {
    (
        vec(any::<u8>(), 0..200),
        proptest::option::of(vec(any::<u8>(), 0..2000)),
    )
        .prop_map(|(header, payload)| RawChange { header, payload })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_contents_come_back_the_same(
        changes in vec(change(), 0..40),
        files in vec(vec(any::<u8>(), 0..5000), 0..4),
        wants in vec(any::<[u8; 32]>(), 0..20),
        sequences in vec(any::<u64>(), 0..6),
        previous in proptest::option::of(any::<[u8; 32]>()),
        made_at_ms in any::<i64>(),
        number in any::<u64>(),
    ) {
        let district = District::new();
        let mut sent = contents(&district.etrap);
        sent.envelope.previous = previous;
        sent.envelope.made_at_ms = made_at_ms;
        sent.envelope.roster = Some(district.roster.encode().to_vec());
        sent.changes = changes;
        sent.attachments = files.into_iter().map(Attachment::of).collect();
        sent.control.wants = wants.into_iter().map(ChangeHash::from).collect();
        sent.control.frontier = sequences.iter().map(|sequence| head(&keys(9), *sequence)).collect();
        sent.head_signatures =
            sequences.iter().map(|sequence| HeadSignature::sign(head(&district.etrap, *sequence), &district.etrap)).collect();
        let bytes = seal(&sent, &district.etrap, &[&district.centre.public()], number, SESSION).unwrap();
        let opened = open(&bytes, &district.centre, Some(&district.roster), &Limits::default()).unwrap();
        prop_assert_eq!(opened.contents, sent);
        prop_assert_eq!(opened.header.number, number);
    }
}
