//! A computer that lay in a cupboard while the others went on and their history was folded: nothing was cut, so it needs no rescue. What it had
//! not handed over arrives, what it missed comes, and what both wrote is asked about.

use goldaw_domain::RecordKind;
use goldaw_domain::ids::RecordId;
use goldaw_store::{Intent, Write};
use goldaw_tests::agreement::{all_equal, id_of, log_and_tables_agree, notes};
use goldaw_tests::office::Office;
use serde_json::json;

use crate::exchange::{District, hand_over, take_over};

/// More than five folds.
const YEARS_OF_WORK: u128 = 6_000;

fn work(office: &Office, changes: std::ops::Range<u128>) {
    let remark = |number: u128| Intent {
        action: "change_relationship".to_owned(),
        reason: None,
        writes: vec![Write::field(
            RecordId::from(uuid::Uuid::from_u128(number % 400 + 7_000)),
            RecordKind::Relationship,
            "remark",
            json!(format!("as it was in week {number}")),
        )],
    };
    office
        .desk()
        .with_session(|session| {
            session.write_many(changes.map(remark).collect(), None)?;
            Ok(())
        })
        .unwrap();
}

/// Folds all that is old enough, and says how much that was.
fn fold(office: &Office) -> u32 {
    office
        .desk()
        .with_session(|session| {
            let mut folded = 0;
            loop {
                match session.store_mut().fold()? {
                    0 => return Ok(folded),
                    more => folded += more,
                }
            }
        })
        .unwrap()
}

fn risk(office: &Office, case: &str, level: &str) {
    office.call(
        "change_risk",
        json!({ "id": case, "risk": level, "reason": "as seen" }),
    );
}

#[test]
fn a_computer_from_the_cupboard_catches_up_and_loses_nothing_although_all_others_have_folded() {
    let district = District::new();
    let (one, parked) = (
        district.joined("one", "AH-GDP"),
        district.joined("parked", "AH-GDP"),
    );
    let (centre, stick) = (&district.centre, district.stick("s"));
    let (_, case) = one.open_case("Nuryýewa", "Jeren");
    take_over(centre, &hand_over(&one, None, &stick));
    take_over(&parked, &hand_over(centre, Some(&parked), &stick));
    take_over(centre, &hand_over(&parked, None, &stick));

    // Written, never handed over, and into the cupboard.
    parked.call(
        "write_note",
        json!({ "case": case, "text": "before the cupboard" }),
    );
    risk(&parked, &case, "medium");

    let mut folded = 0;
    for year in 0..3 {
        work(
            &one,
            year * YEARS_OF_WORK / 3..(year + 1) * YEARS_OF_WORK / 3,
        );
        folded += fold(&one);
        take_over(centre, &hand_over(&one, None, &stick));
        take_over(&one, &hand_over(centre, Some(&one), &stick));
    }
    risk(&one, &case, "low");
    take_over(centre, &hand_over(&one, None, &stick));
    folded += fold(&one);
    assert!(folded > 3_000, "{folded}");
    fold(centre);

    // Its own work first, though it knows nothing of the rest.
    let taken = take_over(centre, &hand_over(&parked, None, &stick));
    assert_eq!(taken["preview"]["questions"], 1);
    assert_eq!(taken["preview"]["refused"], json!([]));
    assert!(notes(centre).contains("before the cupboard"));
    // Then what it missed; the answer goes to all computers of the office.
    let answer = hand_over(centre, Some(&parked), &stick);
    for computer in [&parked, &one] {
        take_over(computer, &answer);
    }
    for (computer, name) in [(&one, "one"), (&parked, "parked")] {
        assert!(
            computer
                .call("incidents", json!({}))
                .as_array()
                .unwrap()
                .is_empty(),
            "{name}"
        );
    }
    fold(&parked);
    let all = [("one", &one), ("parked", &parked), ("centre", centre)];
    all_equal(&all, id_of(&one));
    for (name, office) in all {
        log_and_tables_agree(name, office);
        assert_eq!(
            office
                .call("questions", json!({}))
                .as_array()
                .unwrap()
                .len(),
            1,
            "{name}"
        );
    }
}
