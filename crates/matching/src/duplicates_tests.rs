//! Tests of the duplicate scorer: small cases told in words, and the measured quality on a public set.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::blocking_keys;

fn person(surname: &str, given_name: &str, born: &str) -> Candidate {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Candidate {
        surname: known(surname),
        given_name: known(given_name),
        born: known(born),
        ..Candidate::default()
    }
}

fn share_a_block(a: &Candidate, b: &Candidate) -> bool {
    let keys = blocking_keys(b);
    blocking_keys(a).iter().any(|key| keys.contains(key))
}

#[test]
fn one_woman_in_three_spellings_is_very_likely_one() {
    let latin = person("Çarymyradowa", "Ýazgül", "1955-03-04");
    for (surname, given_name) in [("Чарымырадова", "Язгуль"), ("Charymyradova", "Yazgul")]
    {
        let other = person(surname, given_name, "1955-03-04");
        let found = compare(&latin, &other).unwrap();
        assert_eq!(found.likelihood, Likelihood::VeryLikely);
        assert!(share_a_block(&latin, &other));
    }
    let cyrillic = compare(&latin, &person("Чарымырадова", "Язгуль", "1955-03-04")).unwrap();
    assert_eq!(
        cyrillic.reasons,
        [Reason::SameNameOtherScript, Reason::SameBirthDate]
    );
    let ascii = compare(&latin, &person("Charymyradova", "Yazgul", "1955-03-04")).unwrap();
    assert_eq!(ascii.reasons, [Reason::SameName, Reason::SameBirthDate]);
}

#[test]
fn strangers_are_not_shown() {
    let a = person("Amanow", "Meret", "1971-02-03");
    assert_eq!(
        compare(&a, &person("Berdiýewa", "Oguljan", "1988-11-20")),
        None
    );
    assert_eq!(compare(&a, &Candidate::default()), None);
    assert_eq!(compare(&Candidate::default(), &Candidate::default()), None);
}

#[test]
fn one_name_alone_is_possible_at_most() {
    let found = compare(
        &person("Amanow", "Meret", ""),
        &person("Amanow", "Meret", ""),
    )
    .unwrap();
    assert!(found.likelihood < Likelihood::VeryLikely);
    let surname_only = compare(&person("Amanow", "", ""), &person("Amanow", "", ""));
    assert!(surname_only.is_none_or(|m| m.likelihood == Likelihood::Possible));
}

#[test]
fn twins_are_possible_and_the_given_name_speaks_against() {
    let twin = |given_name: &str| Candidate {
        patronymic: Some("Meredowna".into()),
        sex: Some("female".into()),
        phones: vec!["+993 65 12-34-56".into()],
        place: Some("Parahat".into()),
        street: Some("Garaşsyzlyk 12".into()),
        ..person("Orazowa", given_name, "2015-06-01")
    };
    let found = compare(&twin("Bahar"), &twin("Maral")).unwrap();
    assert_eq!(found.likelihood, Likelihood::Possible);
    assert!(found.against.contains(&Reason::DifferentGivenName));
}

#[test]
fn a_father_and_a_son_of_one_name_are_possible_at_most() {
    let father = person("Amanow", "Meret", "1950-01-10");
    let son = person("Amanow", "Meret", "1980-05-20");
    assert!(compare(&father, &son).is_none_or(|m| m.likelihood == Likelihood::Possible));
}

#[test]
fn a_married_woman_is_found_by_her_former_surname() {
    let before = Candidate {
        sex: Some("female".into()),
        ..person("Orazowa", "Bahar", "1990-02-03")
    };
    let after = Candidate {
        sex: Some("female".into()),
        former_surname: Some("Оразова".into()),
        ..person("Amanowa", "Bahar", "1990-02-03")
    };
    let found = compare(&before, &after).unwrap();
    assert_eq!(found.likelihood, Likelihood::VeryLikely);
    assert!(found.reasons.contains(&Reason::SameFormerSurname));
    assert!(share_a_block(&before, &after));
}

#[test]
fn exchanged_day_and_month_and_exchanged_names_are_named() {
    let found = compare(
        &person("Amanow", "Meret", "1971-02-03"),
        &person("Amanow", "Meret", "1971-03-02"),
    )
    .unwrap();
    assert!(found.reasons.contains(&Reason::DayAndMonthSwapped));
    assert!(found.likelihood >= Likelihood::Likely);
    let crossed = compare(
        &person("Amanow", "Meret", "1971-02-03"),
        &person("Meret", "Amanow", "1971-02-03"),
    )
    .unwrap();
    assert!(crossed.reasons.contains(&Reason::NamesSwapped));
    assert!(crossed.likelihood >= Likelihood::Likely);
}

#[test]
fn a_year_of_birth_meets_a_full_date() {
    let found = compare(
        &person("Amanow", "Meret", "1971"),
        &person("Amanow", "Meret", "1971-03-02"),
    )
    .unwrap();
    assert!(found.reasons.contains(&Reason::SameBirthYear));
    assert!(found.likelihood >= Likelihood::Likely);
    let estimated = Candidate {
        estimated: true,
        ..person("Amanow", "Meret", "1968")
    };
    let near = compare(&estimated, &person("Amanow", "Meret", "1971-03-02")).unwrap();
    assert!(near.reasons.contains(&Reason::NearBirthYear));
    let neighbours = (
        person("Amanow", "Meret", "1971"),
        person("Amanow", "Merdan", "1972"),
    );
    assert!(share_a_block(&neighbours.0, &neighbours.1));
}

#[test]
fn a_document_number_is_one_in_every_way_of_writing_it() {
    let with = |number: &str| Candidate {
        documents: vec![number.into()],
        ..person("Amanow", "Meret", "")
    };
    for number in ["I-AS 123456", "I-АШ123456", "i aş 123456"] {
        let found = compare(&with("I-AŞ 123456"), &with(number)).unwrap();
        assert!(found.reasons.contains(&Reason::SameDocument), "{number}");
        assert!(
            share_a_block(&with("I-AŞ 123456"), &with(number)),
            "{number}"
        );
    }
    let slip = compare(&with("I-AŞ 123456"), &with("I-AŞ 123465")).unwrap();
    assert!(slip.reasons.contains(&Reason::SimilarDocument));
}

#[test]
fn two_numbers_in_one_phone_field_are_both_read() {
    let a = Candidate {
        phones: vec!["8 65 123456; 8-522-4-55-66".into()],
        ..person("Amanow", "Meret", "1971")
    };
    let b = Candidate {
        phones: vec!["+99365123456".into()],
        ..person("Amanow", "Meret", "1971")
    };
    assert!(
        compare(&a, &b)
            .unwrap()
            .reasons
            .contains(&Reason::SamePhone)
    );
}

#[test]
fn reasons_serialise_as_their_codes() {
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_code());
    }
    let all: BTreeSet<_> = Reason::ALL.iter().collect();
    assert_eq!(all.len(), Reason::ALL.len());
}

proptest! {
    #[test]
    fn the_order_of_the_two_does_not_matter(
        names in proptest::array::uniform4("[a-eöýаяж]{0,6}"),
        born in proptest::array::uniform2("(19[5-6][0-3](-0[1-3](-0[1-4])?)?)?"),
        papers in proptest::array::uniform2(proptest::collection::vec("[0-3]{4,6}", 0..2)),
    ) {
        let [s1, g1, s2, g2] = names;
        let [b1, b2] = born;
        let [d1, d2] = papers;
        let a = Candidate { documents: d1, ..person(&s1, &g1, &b1) };
        let b = Candidate { documents: d2, ..person(&s2, &g2, &b2) };
        prop_assert_eq!(compare(&a, &b), compare(&b, &a));
        let keys = blocking_keys(&a);
        prop_assert!(keys.len() <= 16);
    }

    #[test]
    fn any_text_is_compared_without_failing(texts in proptest::collection::vec(any::<String>(), 8)) {
        let text = |i: usize| texts.get(i).cloned();
        let a = Candidate { surname: text(0), given_name: text(1), patronymic: text(2), born: text(3), documents: vec![text(4).unwrap()],
            phones: vec![text(5).unwrap()], place: text(6), street: text(7), ..Candidate::default() };
        let _ = compare(&a, &a);
        let _ = blocking_keys(&a);
    }
}

/// Reads the public FEBRL set of 500 people and 500 disturbed copies, or says that it is not there.
fn febrl() -> Option<Vec<(String, Candidate)>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/linkage/febrl1.csv"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: febrl1.csv is not beside the checkout");
        return None;
    };
    let known = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let born = match cells[9] {
            date if date.len() == 8 => {
                Some(format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))
            }
            _ => None,
        };
        let candidate = Candidate {
            given_name: known(cells[1]),
            surname: known(cells[2]),
            street: known(format!("{} {}", cells[4], cells[3]).trim()),
            place: known(cells[6]),
            born,
            documents: known(cells[10]).into_iter().collect(),
            ..Candidate::default()
        };
        (cells[0].to_owned(), candidate)
    });
    Some(rows.collect())
}

struct Quality {
    recall: f64,
    precision: f64,
}

/// Measures blocking and comparing together: a pair that shares no block counts as missed.
fn measure(rows: &[(String, Candidate)], at_least: Likelihood) -> Quality {
    let number = |id: &str| id.split('-').nth(1).map(str::to_owned);
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, (_, candidate)) in rows.iter().enumerate() {
        for key in blocking_keys(candidate) {
            blocks.entry(key).or_default().push(row);
        }
    }
    let mut pairs = BTreeSet::new();
    for block in blocks.values() {
        for (i, a) in block.iter().enumerate() {
            pairs.extend(block.iter().skip(i + 1).map(|b| (*a, *b)));
        }
    }
    let (mut right, mut wrong) = (0_u32, 0_u32);
    for (a, b) in &pairs {
        let ((id_a, a), (id_b, b)) = (&rows[*a], &rows[*b]);
        if compare(a, b).is_some_and(|m| m.likelihood >= at_least) {
            if number(id_a) == number(id_b) {
                right += 1;
            } else {
                wrong += 1;
            }
        }
    }
    let truth = u32::try_from(rows.len() / 2).unwrap();
    let quality = Quality {
        recall: f64::from(right) / f64::from(truth),
        precision: f64::from(right) / f64::from((right + wrong).max(1)),
    };
    eprintln!(
        "febrl1 {at_least:?}: {right} of {truth} found, {wrong} wrong; recall {:.4}, precision {:.4}, {} pairs compared",
        quality.recall,
        quality.precision,
        pairs.len()
    );
    quality
}

#[test]
fn nearly_every_disturbed_copy_is_found_and_nearly_nothing_else() {
    let Some(rows) = febrl() else { return };
    assert_eq!(rows.len(), 1000);
    let possible = measure(&rows, Likelihood::Possible);
    let likely = measure(&rows, Likelihood::Likely);
    let very_likely = measure(&rows, Likelihood::VeryLikely);
    // Measured: 0.986 and 1.0 for likely, 0.996 and 0.996 for possible.
    assert!(likely.recall >= 0.975 && likely.precision >= 0.99);
    assert!(possible.recall >= 0.985 && possible.precision >= 0.98);
    assert!(very_likely.recall >= 0.96 && very_likely.precision >= 0.99);
}

#[test]
fn without_document_numbers_names_dates_and_addresses_still_find_most() {
    let Some(mut rows) = febrl() else { return };
    for (_, candidate) in &mut rows {
        candidate.documents.clear();
    }
    let possible = measure(&rows, Likelihood::Possible);
    let likely = measure(&rows, Likelihood::Likely);
    // Measured: 0.988 and 0.996 for possible; likely finds 0.852, since an unlike given name is held back as it would
    // be for twins, and this set disturbs one given name in ten beyond recognition.
    assert!(possible.recall >= 0.975 && possible.precision >= 0.98);
    assert!(likely.recall >= 0.83 && likely.precision >= 0.99);
}
