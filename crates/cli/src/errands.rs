//! What several commands do and say: a call, an import, a look at a carrier, a taking over.

use crate::words::Words;
use goldaw_api::{Desk, Refusal, dispatch};
use goldaw_casework::exchange::{Carrier, HandedOver};
use goldaw_casework::import::{ImportCheck, ImportProgress, ImportSheet, ReadSheet, SheetView};
use goldaw_casework::questions::Question;
use goldaw_casework::receive::{LookIn, Parcel, ParcelLine, ParcelPreview, ParcelState, TakenOver};
use goldaw_casework::refusal::Nothing;
use goldaw_casework::status::Status;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

/// Makes a call and reads its reply.
pub fn call<Reply: DeserializeOwned>(
    desk: &Desk,
    name: &str,
    request: impl Serialize,
) -> Result<Reply, Refusal> {
    let request = serde_json::to_value(request).map_err(|_| Refusal::of("unreadable-request"))?;
    serde_json::from_value(dispatch(desk, name, request)?)
        .map_err(|_| Refusal::of("unwritable-reply"))
}

/// Prints the three numbers.
pub fn status(words: &Words, desk: &Desk) -> Result<Status, Refusal> {
    let status: Status = call(desk, "status", Nothing {})?;
    words.say(
        "command-status",
        &[
            ("only", status.only_here.to_string()),
            ("handed", status.handed_over.to_string()),
            ("confirmed", status.confirmed.to_string()),
        ],
    );
    Ok(status)
}

/// Imports a sheet, batch by batch, and says how it went.
pub fn import(
    words: &Words,
    desk: &Desk,
    path: &str,
    mapping: Option<&str>,
    check: bool,
) -> Result<(), Refusal> {
    let sheet: SheetView = call(
        desk,
        "read_sheet",
        ReadSheet {
            path: path.to_owned(),
        },
    )?;
    let mapping = match mapping {
        Some(text) => {
            serde_json::from_value(json!(text.split(',').map(str::trim).collect::<Vec<_>>()))
                .map_err(|_| Refusal::of("unreadable-request"))?
        }
        None => sheet.mapping,
    };
    words.say(
        "command-sheet",
        &[
            ("rows", sheet.rows.to_string()),
            ("encoding", sheet.encoding),
        ],
    );
    let request = ImportSheet {
        path: path.to_owned(),
        mapping,
        words: goldaw_casework::import::RowReason::ALL
            .iter()
            .map(|reason| {
                (
                    reason.as_code().to_owned(),
                    words.word(&format!("row-{}", reason.as_code()), &[]),
                )
            })
            .collect(),
    };
    let found: ImportCheck = call(desk, "check_import", &request)?;
    words.say(
        "command-sheet-checked",
        &[
            ("good", found.good.to_string()),
            ("rejected", found.rejected_count.to_string()),
            ("duplicates", found.duplicates.to_string()),
        ],
    );
    if check {
        return Ok(());
    }
    loop {
        let progress: ImportProgress = call(desk, "import_step", &request)?;
        if progress.finished {
            words.say(
                "command-imported",
                &[
                    ("people", progress.registered.to_string()),
                    ("rejected", progress.rejected.to_string()),
                ],
            );
            if let Some(file) = progress.rejected_file {
                words.say("command-rejected-file", &[("file", file)]);
            }
            return Ok(());
        }
    }
}

/// Lists a carrier.
pub fn look(desk: &Desk, carrier: Carrier) -> Result<Vec<ParcelLine>, Refusal> {
    call(desk, "look_in", LookIn { carrier })
}

/// Takes over every new parcel on a carrier and says what each did; or only what it would do.
pub fn receive(
    words: &Words,
    desk: &Desk,
    carrier: &Carrier,
    only_preview: bool,
) -> Result<(), Refusal> {
    for line in look(desk, carrier.clone())? {
        if line.state != ParcelState::New {
            continue;
        }
        parcel(words, &line);
        let parcel = Parcel {
            carrier: carrier.clone(),
            file: line.file,
        };
        // A look inside says what taking over would report, so that one of the two is enough.
        let (seen, taken): (ParcelPreview, bool) = if only_preview {
            (call(desk, "preview_parcel", &parcel)?, false)
        } else {
            let taken: TakenOver = call(desk, "take_over", &parcel)?;
            (taken.preview, true)
        };
        words.say(
            "command-preview",
            &[
                ("new", seen.new_records.to_string()),
                ("changed", seen.changed_records.to_string()),
                ("questions", seen.questions.to_string()),
                ("duplicates", seen.duplicates.to_string()),
            ],
        );
        if !taken {
            continue;
        }
        let count = &seen.count;
        words.say(
            "command-taken-over",
            &[
                ("changes", count.changes.to_string()),
                ("people", count.people.to_string()),
                ("cases", count.cases.to_string()),
                ("visits", count.visits.to_string()),
                ("notes", count.notes.to_string()),
            ],
        );
        if seen.confirms > 0 {
            words.say(
                "command-confirms",
                &[("confirms", seen.confirms.to_string())],
            );
        }
    }
    Ok(())
}

/// Says what was handed over.
pub fn handed_over(words: &Words, done: &HandedOver) {
    words.say(
        "command-handed-over",
        &[
            ("office", done.to.clone()),
            ("file", done.file.clone()),
            ("bytes", done.bytes.to_string()),
            ("changes", done.count.changes.to_string()),
            ("number", done.number.to_string()),
        ],
    );
    if done.receipt {
        words.say("command-with-receipt", &[]);
    }
}

/// Prints a line of a carrier.
pub fn parcel(words: &Words, line: &ParcelLine) {
    let state = serde_json::to_value(line.state)
        .ok()
        .and_then(|state| state.as_str().map(str::to_owned))
        .unwrap_or_default();
    words.print(&format!(
        "{}  {}  {}  {}",
        line.file,
        line.bytes,
        line.office.clone().unwrap_or_default(),
        words.word(&format!("parcel-state-{state}"), &[])
    ));
}

/// Prints a question with its sides.
pub fn show_question(words: &Words, number: usize, question: &Question) {
    let field = words.word(&format!("field-{}-{}", question.kind, question.field), &[]);
    words.print(&format!(
        "{number}. {} {}: {field}",
        question.about,
        question.number.clone().unwrap_or_default()
    ));
    for (place, side) in question.sides.iter().enumerate() {
        let value = side
            .value
            .as_str()
            .map_or_else(|| side.value.to_string(), str::to_owned);
        let reason = side.reason.clone().unwrap_or_default();
        words.print(&format!(
            "   {}) {value}  {} · {} · {}  {reason}",
            place + 1,
            side.by,
            side.office,
            side.at
        ));
    }
}
