//! XLSForms: what is read, what is refused with its place, what is left out, what is written.

use goldaw_forms::xlsform::{Cell, CellValue, Imported, Naming, Sheet, read, write};
use goldaw_forms::{Answer, Definition, Kind, Session, Words};
use serde_json::json;

use crate::common::{definition, start};

/// A sheet from lines with `|` between cells.
pub fn sheet(name: &str, lines: &[&str]) -> Sheet {
    let mut cells = Vec::new();
    for (row, line) in (1..).zip(lines) {
        for (column, text) in (1..).zip(line.split('|')) {
            if !text.trim().is_empty() {
                let value = CellValue::Text(text.trim().to_owned());
                cells.push(Cell { row, column, value });
            }
        }
    }
    Sheet {
        name: name.to_owned(),
        cells,
    }
}

fn import(sheets: &[Sheet]) -> Imported {
    let naming = Naming {
        id: "file".to_owned(),
        version: "1".to_owned(),
    };
    read(sheets, &naming)
}

pub fn imported(sheets: &[Sheet]) -> Definition {
    let imported = import(sheets);
    let form = imported
        .form
        .unwrap_or_else(|| panic!("{:?}", imported.problems));
    form.definition().clone()
}

/// `sheet!row [column] code about` of each problem.
fn told(sheets: &[Sheet]) -> Vec<String> {
    import(sheets)
        .problems
        .iter()
        .map(|one| {
            let (sheet, row, column) = (&one.sheet, one.row, &one.column);
            let (code, about) = (one.trouble.code(), one.trouble.about());
            format!("{sheet}!{row} [{column}] {code} {about}")
                .trim_end()
                .to_owned()
        })
        .collect()
}

fn warned(sheets: &[Sheet]) -> Vec<String> {
    let warnings = import(sheets).warnings;
    let line = |one: &goldaw_forms::xlsform::SheetProblem| {
        let text = format!(
            "{}!{} {} {}",
            one.sheet,
            one.row,
            one.trouble.code(),
            one.trouble.about()
        );
        text.trim_end().to_owned()
    };
    warnings.iter().map(line).collect()
}

#[test]
fn a_form_in_two_languages_with_groups_repeats_and_lists() {
    let survey = sheet(
        "survey",
        &[
            "type | name | label::English (en) | label::Türkmen (tk) | hint | relevant | required | constraint | constraint_message::English (en) | choice_filter | calculation",
            "text | name | Name | Ady | | | yes | | | |",
            "select_one velayat | velayat | Velayat | Welaýat | Where? | | | | | |",
            "select_one etrap | etrap | Etrap | Etrap | | ${velayat} != '' | | | | velayat = ${velayat} |",
            "begin_repeat | member | Member | Agza | | | | | | |",
            "integer | age | Age | Ýaşy | | | | . < 130 | Too old | |",
            "end_repeat | | | | | | | | | |",
            "calculate | sum | | | | | | | | | sum(${age})",
        ],
    );
    let choices = sheet(
        "choices",
        &[
            "list_name | name | label::English (en) | velayat",
            "velayat | ahal | Ahal |",
            "velayat | mary | Mary |",
            "etrap | tejen | Tejen | ahal",
            "etrap | mary_c | Mary city | mary",
        ],
    );
    let settings = sheet(
        "settings",
        &["form_title | form_id | version", "Visit | visit | 7"],
    );
    let form = imported(&[survey, choices, settings]);
    assert_eq!((form.id.as_str(), form.version.as_str()), ("visit", "7"));
    assert_eq!(form.languages, ["default", "English (en)", "Türkmen (tk)"]);
    let kinds: Vec<Kind> = form.items.iter().map(|item| item.kind).collect();
    let expected = [
        Kind::Text,
        Kind::SelectOne,
        Kind::SelectOne,
        Kind::Repeat,
        Kind::Calculate,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(form.items[0].required, "true()");
    assert_eq!(form.items[1].hint, Words::new("default", "Where?"));
    assert_eq!(form.items[3].items[0].constraint, ". < 130");
    assert_eq!(form.choices["etrap"][0].columns["velayat"], "ahal");

    let mut session = Session::begin(
        std::sync::Arc::new(goldaw_forms::Form::new(form).unwrap()),
        start(),
    );
    session.answer_text("velayat", "mary").unwrap();
    let view = session.view();
    let etrap = view.iter().find(|shown| shown.path == "etrap").unwrap();
    assert_eq!(etrap.choices.len(), 1);
    assert_eq!(etrap.choices[0].name, "mary_c");
    session.answer("member[1]/age", &Answer::Whole(40)).unwrap();
    assert_eq!(session.text("sum").unwrap(), "40");
}

#[test]
fn headings_and_types_of_former_years_mean_the_same() {
    let new = imported(&[
        sheet(
            "survey",
            &[
                "type | name | label::en | relevant | read_only | repeat_count",
                "integer | a | A | | |",
                "select_multiple yn | b | B | ${a} > 1 | true() |",
                "begin_repeat | r | R | | | ${a}",
                "dateTime | t | T | | |",
                "end_repeat | | | | |",
            ],
        ),
        sheet(
            "choices",
            &[
                "list_name | name | label::en",
                "yn | y | Yes",
                "yn | n | No",
            ],
        ),
    ]);
    let old = imported(&[
        sheet(
            "Survey",
            &[
                "Command | Tag | Caption:en | bind:relevant | ReadOnly | control:jr:count",
                "add integer prompt | a | A | | |",
                "select all that apply from yn | b | B | ${a} > 1 | yes |",
                "begin looped group | r | R | | | ${a}",
                "add date time prompt | t | T | | |",
                "end looped group | | | | |",
            ],
        ),
        sheet(
            "choices",
            &[
                "List Name | value | caption:en",
                "yn | y | Yes",
                "yn | n | No",
            ],
        ),
    ]);
    assert_eq!(new, old);
}

#[test]
fn or_other_asks_what_other_and_a_loop_asks_for_each_choice() {
    let form = imported(&[
        sheet(
            "survey",
            &[
                "type | name | label",
                "select_one sex or_other | sex | Sex",
                "begin loop over town | towns | Towns",
                "integer | count | How many in %(label)s?",
                "end loop | |",
            ],
        ),
        sheet(
            "choices",
            &[
                "list_name | name | label",
                "sex | f | Female",
                "town | tejen | Tejen",
                "town | mary | Mary",
            ],
        ),
    ]);
    assert_eq!(form.choices["sex"][1].name, "other");
    assert_eq!(form.items[1].name, "sex_other");
    assert_eq!(form.items[1].relevant, "selected(../sex, 'other')");
    let mary = &form.items[2].items[1];
    assert_eq!(mary.name, "mary");
    assert_eq!(
        mary.items[0].label,
        Words::new("default", "How many in Mary?")
    );
}

#[test]
fn what_is_wrong_is_said_with_sheet_row_and_column_and_all_at_once() {
    let found = told(&[
        sheet(
            "survey",
            &[
                "type | name | label | relevance | calculation | parameters | trigger",
                "text | | No name | | | |",
                "text | 1st | Broken name | | | |",
                "txt | a | Unknown type | | | |",
                "select_one nowhere | b | No list | | | |",
                "text | c | Condition | ${nobody} = 1 | | |",
                "text | d | Condition | ${c} = | | |",
                "calculate | e | | | | |",
                "text | c | Twice | | | |",
                "text | f | | | | |",
                "range | g | Range | | | start=0 end=5 step=9 |",
                "text | h | Rows | | | colour=red |",
                "end group | | | | | |",
                "begin group | i | Never ended | | | |",
                "select_one_from_file towns.csv | j | File | | | |",
                "calculate | k | | | pulldata('a', 'b', 'c', 'd') | |",
                " | l | No type | | | |",
                "select_multiple spaced | m | Spaces | | | |",
                "text | n | Trigger | | 1 | | ${nothing}",
            ],
        ),
        sheet(
            "choices",
            &[
                "list_name | name | label",
                "spaced | one two | One",
                "spaced | same | A",
                "spaced | same | B",
                "spaced | | No name",
            ],
        ),
    ]);
    let expected = [
        "survey!2 [name] form-name-missing",
        "survey!4 [type] xlsform-unknown-type txt",
        "survey!10 [label] xlsform-no-label",
        "survey!11 [parameters] xlsform-broken-parameter step",
        "survey!12 [parameters] xlsform-unknown-parameter colour",
        "survey!13 [type] xlsform-end-without-begin",
        "survey!14 [type] xlsform-begin-without-end",
        "survey!15 [type] xlsform-unsupported-type select_one_from_file towns.csv",
        "survey!17 [type] xlsform-no-type",
        "choices!5 [name] xlsform-no-choice-name",
        "survey!3 [name] form-name-broken 1st",
        "survey!5 [type] form-list-unknown nowhere",
        "survey!8 [calculation] form-calculation-missing",
        "survey!9 [name] form-name-twice c",
        "survey!18 [type] form-choice-with-space one two",
        "choices!4 [name] form-choice-twice same",
        "survey!6 [relevance] expression-unknown-question nobody",
        "survey!7 [relevance] expression-incomplete",
        "survey!16 [calculation] expression-unsupported-function pulldata",
        "survey!19 [trigger] expression-unknown-question nothing",
    ];
    for line in expected {
        assert!(
            found.iter().any(|one| one == line),
            "{line} is not in {found:#?}"
        );
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn groups_in_groups_without_end_cost_nothing() {
    let mut lines = vec!["type | name | label".to_owned()];
    lines.extend((0..50_000).map(|at| format!("begin_group | g{at} | G")));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = told(&[sheet("survey", &lines)]);
    assert!(
        found
            .iter()
            .any(|line| line.ends_with("form-nested-too-deeply")),
        "{found:?}"
    );
}

#[test]
fn a_wrong_expression_is_at_its_cell_under_the_heading_as_written() {
    let found = told(&[sheet(
        "survey",
        &[
            "type | name | label::en | bind::relevant | calculation",
            "text | a | A | |",
            "text | b | B ${nobody} | ${a} = |",
            "calculate | c | | | frob(${d})",
            "calculate | d | | | ${c}",
        ],
    )]);
    assert_eq!(
        found,
        [
            "survey!3 [bind::relevant] expression-incomplete",
            "survey!3 [label::en] expression-unknown-question nobody",
            "survey!4 [calculation] expression-unknown-function frob",
        ]
    );
    let circle = told(&[sheet(
        "survey",
        &[
            "type | name | calculation",
            "calculate | c | ${d}",
            "calculate | d | ${c}",
        ],
    )]);
    assert_eq!(circle, ["survey!2 [calculation] form-circle c → d → c"]);
}

#[test]
fn whole_sheets_that_are_missing_or_doubled_columns() {
    assert_eq!(
        told(&[sheet("a", &["x"]), sheet("b", &["y"])]),
        ["!0 [] xlsform-no-survey"]
    );
    assert_eq!(
        told(&[sheet("survey", &["name | label", "a | A"])]),
        ["survey!1 [] xlsform-no-column type"]
    );
    assert_eq!(
        told(&[sheet(
            "survey",
            &["type | name | label | select_one", "select_one x | a | A |"]
        )]),
        ["survey!2 [type] xlsform-no-choices"]
    );
    assert_eq!(
        told(&[sheet(
            "survey",
            &["type | name | label | caption", "text | a | A | B"]
        )]),
        ["survey!1 [caption] xlsform-column-twice label"]
    );
}

#[test]
fn what_has_no_meaning_here_is_left_out_with_a_warning() {
    let sheets = [
        sheet(
            "survey",
            &[
                "type | name | label | sms_field | colour | default | disabled",
                "audit | | | | | |",
                "start-geopoint | where | | | | |",
                "text | a | A | a | red | |",
                "integer | n | N | | | many |",
                "text | A | capital | | | |",
                "text | gone | Gone | | | | yes",
                " | | | | | just a remark |",
            ],
        ),
        sheet("entities", &["list_name", "people"]),
        sheet(
            "choices",
            &["list_name | name | label", "x | y |", " | z | Z"],
        ),
        sheet("settings", &["instance_name", "Plain text"]),
    ];
    assert_eq!(
        warned(&sheets),
        [
            "survey!1 xlsform-column-left-out sms_field",
            "survey!1 xlsform-column-left-out colour",
            "survey!2 xlsform-type-left-out audit",
            "survey!3 xlsform-type-left-out start-geopoint",
            "survey!5 xlsform-default-left-out many",
            "survey!6 xlsform-name-by-case A",
            "survey!7 xlsform-row-left-out",
            "survey!8 xlsform-row-left-out",
            "entities!0 xlsform-sheet-left-out",
            "choices!2 xlsform-no-choice-label",
            "choices!3 xlsform-row-left-out",
            "settings!2 xlsform-setting-left-out Plain text",
        ]
    );
    let names: Vec<String> = imported(&sheets)
        .items
        .iter()
        .map(|item| item.name.clone())
        .collect();
    assert_eq!(names, ["where", "a", "n", "A"]);
}

#[test]
fn a_default_is_an_expression_when_something_is_computed_in_it() {
    let form = imported(&[sheet(
        "survey",
        &[
            "type | name | label | default",
            "date | d1 | D | 2026-11-25",
            "date | d2 | D | today()",
            "text | t1 | T | well-known",
            "text | t2 | T | ${t1}",
            "integer | i1 | I | -5",
            "integer | i2 | I | 2 * 3",
            "text | t3 | T | N/A",
        ],
    )]);
    let computed: Vec<bool> = form
        .items
        .iter()
        .map(|item| item.default_is_computed)
        .collect();
    assert_eq!(computed, [false, true, false, true, false, true, false]);
}

#[test]
fn cells_that_are_numbers_truths_and_days_are_read_as_an_author_meant_them() {
    let mut survey = sheet(
        "survey",
        &[
            "type | name | label | default | required",
            "integer | a | A",
            "date | b | B",
        ],
    );
    for (row, column, value) in [
        (2, 4, CellValue::Number(5.0)),
        (2, 5, CellValue::Truth(true)),
        (3, 4, CellValue::Moment("2026-11-25".to_owned())),
    ] {
        survey.cells.push(Cell { row, column, value });
    }
    let form = imported(&[survey]);
    assert_eq!(
        (
            form.items[0].default.as_str(),
            form.items[0].required.as_str()
        ),
        ("5", "true()")
    );
    assert_eq!(form.items[1].default, "2026-11-25");
}

#[test]
fn a_form_written_as_sheets_and_read_again_is_the_same() {
    let mut form = definition(json!([
        {"kind": "group", "name": "g", "section": true, "label": {"en": "Group", "tk": "Topar"}, "items": [
            {"kind": "select_multiple", "name": "m", "choices": "yes_no", "label": {"en": "Both"},
             "choice_filter": "score > 0", "unanswered": ["refused", "unknown"], "sensitivity": "restricted",
             "required": "true()", "required_message": {"en": "Say something"}, "media": {"image": {"en": "a.png"}}},
            {"kind": "repeat", "name": "r", "count": "3", "label": {"en": "R"}, "items": [
                {"kind": "date_time", "name": "t", "label": {"en": "When"}, "default": "now()", "default_is_computed": true},
                {"kind": "text", "name": "u", "label": {"tk": "Ady"}, "default": "../t", "default_is_computed": true},
                {"kind": "text", "name": "v", "label": {"en": "V"}, "default": "f(x)", "constraint": ". != ''",
                 "constraint_message": {"en": "Not empty", "tk": "Boş däl"}, "hint": {"en": "Hint"}, "guidance": {"en": "G"}},
            ]},
        ]},
        {"kind": "property", "name": "who", "parameters": {"property": "username"}},
        {"kind": "range", "name": "p", "label": {"en": "Pain"}, "parameters": {"start": "0", "end": "10", "step": "1"}},
        {"kind": "text", "name": "w", "label": {"en": "W"}, "calculation": "1", "trigger": ["p", "m"]},
    ]));
    form.print_template = "visit".to_owned();
    form.title = Words::new("tk", "Baryş");
    form.instance_name = "${who}".to_owned();
    form.settings.insert("style".to_owned(), "pages".to_owned());
    form.scores = serde_json::from_value(json!([
        {"name": "risk", "need": "safety", "calculation": "count-selected(${m})", "missing": "zero", "better": "lower",
         "label": {"en": "Risk"}, "bands": [{"name": "low", "from": "0", "label": {"en": "Low"}}, {"name": "high", "from": "1.5"}]},
    ]))
    .unwrap();
    assert_eq!(imported(&write(&form)), form);
}
