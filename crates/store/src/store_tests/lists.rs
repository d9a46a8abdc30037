//! Lists follow from the records: kept up edit by edit, they are those derived anew.

use super::*;

#[test]
fn lists_after_many_edits_are_those_derived_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "store");
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    let mut below = |n: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % n
    };
    for number in 0..20u128 {
        let person = a_person("Orazowa", "Maral");
        write(
            &mut store,
            1,
            "register_person",
            vec![Write::new(id(100 + number), &person)],
        );
        let case = Case {
            person: Some(PersonId::from(id(100 + number))),
            opened_on: "2026-11-20".parse().ok(),
            ..Case::default()
        };
        write(
            &mut store,
            1,
            "open_case",
            vec![Write::new(id(200 + number), &case)],
        );
    }
    for _ in 0..200 {
        let on = 100 + u128::from(below(20));
        let text = |n: u64| Value::from(["Orazowa", "Amanow", "Berdi", "Çary"][n as usize]);
        let (record, kind, field, value) = match below(7) {
            0 => (on, RecordKind::Person, "surname", text(below(4))),
            1 => (on, RecordKind::Person, "place", text(below(4))),
            2 => (
                on,
                RecordKind::Person,
                "phone",
                Value::from(format!("+9936{:07}", below(99))),
            ),
            3 => (on, RecordKind::Person, "education", text(below(4))),
            4 if below(2) == 0 => (on, RecordKind::Person, "voided", text(below(4))),
            4 => (on, RecordKind::Person, "voided", Value::Null),
            5 => (
                on + 100,
                RecordKind::Case,
                "person",
                Value::from(Uuid::from_u128(100 + u128::from(below(20))).to_string()),
            ),
            _ => (
                on + 100,
                RecordKind::Case,
                "risk",
                Value::from(["low", "high"][below(2) as usize]),
            ),
        };
        write(
            &mut store,
            1,
            "change",
            vec![Write::field(id(record), kind, field, value)],
        );
    }
    let lists = |store: &Store| {
        let reader = store.read();
        let cases: Vec<_> = (200..220)
            .map(|case| reader.case_row(CaseId::from(id(case))).unwrap())
            .collect();
        let linked: Vec<_> = (100..120)
            .map(|person| reader.linking_to(id(person)).unwrap())
            .collect();
        let mut found: Vec<_> = ["oraz", "aman", "berdi", "cari", "9936"]
            .map(|key| {
                let ids = |found: Vec<crate::Document>| {
                    let mut ids: Vec<_> = found.into_iter().map(|document| document.id).collect();
                    ids.sort();
                    ids
                };
                (
                    ids(reader.find_people(key, 100).unwrap()),
                    ids(reader.find_cases(key, 100).unwrap()),
                )
            })
            .to_vec();
        found.sort();
        (reader.people(0, 50).unwrap(), cases, linked, found)
    };
    let kept = lists(&store);
    assert!(
        kept.3
            .iter()
            .any(|(people, cases)| !people.is_empty() && !cases.is_empty())
    );
    store.rebuild().unwrap();
    assert_eq!(lists(&store), kept);
}
