//! The languages of a form that came as sheets.

use goldaw_forms::xlsform::{Cell, CellValue, write};

use crate::xlsform::{imported, sheet};

#[test]
fn a_language_may_be_called_anything_in_one_line_and_one_without_a_name_is_none() {
    let heading = |column, text: &str| Cell {
        row: 1,
        column,
        value: CellValue::Text(text.to_owned()),
    };
    let mut survey = sheet("survey", &["", "text|who|Adyňyz|Ваше имя|Name"]);
    survey.cells.extend([
        heading(1, "type"),
        heading(2, "name"),
        heading(3, "label::tk | latyn"),
        heading(4, "label::ru\n(draft)"),
        heading(5, "label::"),
    ]);
    let form = imported(&[survey]);
    assert_eq!(form.languages, ["default", "tk | latyn", "ru (draft)"]);
    assert_eq!(imported(&write(&form)), form);

    let empty = sheet("survey", &["type|name|label"]);
    let settings = sheet("settings", &["form_title::", "Short"]);
    let form = imported(&[empty, settings]);
    assert_eq!(form.languages, ["default"]);
    assert_eq!(imported(&write(&form)), form);
}
