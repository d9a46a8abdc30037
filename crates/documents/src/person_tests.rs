//! Tests of rows read as people.

use Target::*;

use super::*;

fn row(cells: &[&str]) -> Row {
    Row {
        number: 5,
        cells: cells.iter().map(|c| (*c).to_owned()).collect(),
        problem: None,
    }
}

#[test]
fn a_full_row_becomes_a_person() {
    let cells = [
        "17",
        "Öwezowa",
        "Ýazgül",
        "Meredowna",
        "aýal",
        "04.03.1955",
        "Gökje",
        "Bahar",
        "12/3",
        "65 123456; 8 422 55555",
        "I-AŞ 123456",
    ];
    let mapping = [
        ExternalNumber,
        Surname,
        GivenName,
        Patronymic,
        Target::Sex,
        BornOn,
        Village,
        Street,
        HouseNumber,
        Phone,
        DocumentNumber,
    ];
    let person = read_row(&row(&cells), &mapping).unwrap();
    assert_eq!(person.row, 5);
    assert_eq!(person.surname.as_deref(), Some("Öwezowa"));
    assert_eq!(person.sex, Some(crate::Sex::Female));
    assert_eq!(person.born_on.as_deref(), Some("1955-03-04"));
    assert_eq!(person.house_number.as_deref(), Some("12/3"));
    assert_eq!(person.phones, ["65 123456", "8 422 55555"]);
    assert_eq!(person.external_number.as_deref(), Some("17"));
    assert!(person.left_out.is_empty());
}

#[test]
fn a_name_in_one_cell_is_taken_apart_in_the_order_of_documents() {
    let person = read_row(&row(&["Öwezowa  Ýazgül Mered gyzy"]), &[FullName]).unwrap();
    assert_eq!(person.surname.as_deref(), Some("Öwezowa"));
    assert_eq!(person.given_name.as_deref(), Some("Ýazgül"));
    assert_eq!(person.patronymic.as_deref(), Some("Mered gyzy"));
    let own = read_row(&row(&["Öwezowa Ýazgül", "Amanowa"]), &[FullName, Surname]).unwrap();
    assert_eq!(
        (own.surname.as_deref(), own.given_name.as_deref()),
        (Some("Amanowa"), Some("Ýazgül"))
    );
}

#[test]
fn a_row_without_any_name_or_with_an_impossible_date_is_rejected_with_every_reason() {
    let problems = read_row(
        &row(&["", " - ", "31.02.1950"]),
        &[Surname, GivenName, BornOn],
    )
    .unwrap_err();
    assert_eq!(
        problems,
        [
            RowProblem {
                column: Some(2),
                reason: RowReason::ImpossibleDate
            },
            RowProblem {
                column: None,
                reason: RowReason::MissingName
            }
        ]
    );
    let unreadable = read_row(&row(&["Amanow", "soon"]), &[Surname, BornOn]).unwrap_err();
    assert_eq!(
        unreadable,
        [RowProblem {
            column: Some(1),
            reason: RowReason::UnreadableDate
        }]
    );
    assert!(read_row(&row(&["", "Aman"]), &[Surname, GivenName]).is_ok());
}

#[test]
fn a_row_of_the_wrong_shape_is_rejected() {
    let bent = Row {
        problem: Some(RowReason::RowTooLong),
        ..row(&["Amanow", "x"])
    };
    assert_eq!(
        read_row(&bent, &[Surname]).unwrap_err(),
        [RowProblem {
            column: None,
            reason: RowReason::RowTooLong
        }]
    );
}

#[test]
fn a_cell_not_understood_is_left_out_and_named() {
    let person = read_row(&row(&["Amanow", "?"]), &[Surname, Target::Sex]).unwrap();
    assert_eq!(person.sex, None);
    assert_eq!(
        person.left_out,
        [RowProblem {
            column: Some(1),
            reason: RowReason::UnreadableSex
        }]
    );
}

#[test]
fn sex_is_read_in_three_languages() {
    for (word, sex) in [
        ("Ж", crate::Sex::Female),
        ("муж.", crate::Sex::Male),
        ("Aýal", crate::Sex::Female),
        ("erkek", crate::Sex::Male),
        ("F", crate::Sex::Female),
        ("1", crate::Sex::Male),
    ] {
        assert_eq!(read_sex(word), Some(sex), "{word}");
    }
}

#[test]
fn columns_of_one_target_are_joined_and_those_beyond_the_mapping_left_out() {
    let person = read_row(
        &row(&["Amanow", "Bahar", "köçesi", "x"]),
        &[Surname, Street, Street],
    )
    .unwrap();
    assert_eq!(person.street.as_deref(), Some("Bahar köçesi"));
}

#[test]
fn reasons_serialise_as_their_codes() {
    for reason in RowReason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_code());
    }
}
