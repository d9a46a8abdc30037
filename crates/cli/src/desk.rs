//! Commands at an office: sign in, make a call of the screens, say the result.

use crate::arguments::{By, DeskArguments, DeskCommand};
use crate::errands::{call, handed_over, import, look, parcel, receive, show_question, status};
use crate::words::Words;
use goldaw_api::{Desk, Refusal, dispatch};
use goldaw_casework::dictated::{DictatedReceipt, ReceiptTyped, ToDictate, TypeReceipt};
use goldaw_casework::error::CaseworkError;
use goldaw_casework::exchange::{Carrier, Carriers, CountHandOver, HandOver, HandOverCount};
use goldaw_casework::find::{Find, Found};
use goldaw_casework::questions::{Decide, Question};
use goldaw_casework::refusal::Nothing;
use goldaw_casework::relay::{PassOn, PassedOn};
use goldaw_casework::session::{StartState, Unlock};
use serde_json::json;
use std::io::BufRead;

/// Signs in with the password of the environment or the one typed.
pub fn sign_in(words: &Words, arguments: &DeskArguments) -> Result<Desk, Refusal> {
    let desk = Desk::at(&arguments.folder);
    let start: StartState = call(&desk, "start_state", Nothing {})?;
    let worker = arguments
        .worker
        .clone()
        .or_else(|| start.workers.first().cloned())
        .unwrap_or_default();
    let password = password(words)?;
    let _: serde_json::Value = call(&desk, "unlock", Unlock { worker, password })?;
    Ok(desk)
}

fn password(words: &Words) -> Result<String, Refusal> {
    if let Ok(password) = std::env::var("GOLDAW_PASSWORD") {
        return Ok(password);
    }
    words.say("command-password", &[]);
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|_| Refusal::of("locked"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn carrier(by: &By) -> Carrier {
    match &by.stick {
        Some(path) => Carrier::Folder {
            path: path.to_string_lossy().into_owned(),
        },
        None => Carrier::Hub,
    }
}

fn stick(path: &std::path::Path) -> Carrier {
    Carrier::Folder {
        path: path.to_string_lossy().into_owned(),
    }
}

/// Runs a command at an office.
pub fn run(words: &Words, command: DeskCommand) -> Result<(), Refusal> {
    match command {
        DeskCommand::Begin {
            desk,
            level,
            territory,
            computer,
            role,
        } => {
            let password = password(words)?;
            let worker = desk.worker.clone().unwrap_or_default();
            let request = json!({
                "language": "en", "level": level, "territory": territory, "computer": computer, "worker": worker, "role": role,
                "password": password, "password_again": password,
            });
            let opened: goldaw_casework::session::Opened =
                call(&Desk::at(&desk.folder), "create_office", request)?;
            words.say(
                "command-begun",
                &[("office", opened.office.name), ("code", opened.office.code)],
            );
        }
        DeskCommand::Status { desk } => {
            status(words, &sign_in(words, &desk)?)?;
        }
        DeskCommand::Import {
            desk,
            file,
            mapping,
            check,
        } => {
            let desk = sign_in(words, &desk)?;
            import(
                words,
                &desk,
                &file.to_string_lossy(),
                mapping.as_deref(),
                check,
            )?;
        }
        DeskCommand::HandOver {
            desk,
            by,
            to,
            also_centre,
        } => {
            let desk = sign_in(words, &desk)?;
            let carriers: Carriers = call(&desk, "carriers", Nothing {})?;
            let to = match to {
                Some(code) => {
                    let office = carriers
                        .addressees
                        .iter()
                        .find(|office| office.code == code);
                    Some(office.ok_or(CaseworkError::NotFound { what: "office" })?.id)
                }
                None => None,
            };
            let count: HandOverCount =
                call(&desk, "count_hand_over", CountHandOver { to, also_centre })?;
            words.say(
                "command-to-hand-over",
                &[("changes", count.changes.to_string())],
            );
            handed_over(
                words,
                &call(
                    &desk,
                    "hand_over",
                    HandOver {
                        carrier: carrier(&by),
                        to,
                        also_centre,
                    },
                )?,
            );
        }
        DeskCommand::Relay { desk, from, to } => {
            let desk = sign_in(words, &desk)?;
            let to = if to.as_os_str() == "hub" {
                Carrier::Hub
            } else {
                stick(&to)
            };
            let from = stick(&from);
            let done: PassedOn = call(&desk, "pass_on", PassOn { from, to })?;
            words.say(
                "command-passed-on",
                &[
                    ("n", done.passed_on.to_string()),
                    ("before", done.before.to_string()),
                    ("here", done.for_here.to_string()),
                    ("strangers", done.strangers.to_string()),
                    ("damaged", done.damaged.to_string()),
                ],
            );
        }
        DeskCommand::Receipts { desk } => {
            let desk = sign_in(words, &desk)?;
            let language = words.language();
            let receipts: Vec<DictatedReceipt> =
                call(&desk, "receipts_to_dictate", ToDictate { language })?;
            for receipt in receipts {
                let said = match receipt.words.is_empty() {
                    true => words.word("command-dictate-not-all", &[]),
                    false => receipt.words.join(" "),
                };
                words.say(
                    "command-dictate",
                    &[
                        ("office", receipt.office),
                        ("computer", receipt.computer),
                        ("number", receipt.number.to_string()),
                        ("words", said),
                    ],
                );
            }
        }
        DeskCommand::TypeReceipt { desk, words: said } => {
            let desk = sign_in(words, &desk)?;
            let typed: ReceiptTyped = call(&desk, "type_receipt", TypeReceipt { words: said })?;
            words.say(
                "command-dictated",
                &[
                    ("office", typed.office),
                    ("number", typed.number.to_string()),
                    ("confirms", typed.confirms.to_string()),
                ],
            );
        }
        DeskCommand::Look { desk, by } => {
            let desk = sign_in(words, &desk)?;
            for line in look(&desk, carrier(&by))? {
                parcel(words, &line);
            }
        }
        DeskCommand::Receive { desk, by, preview } => {
            receive(words, &sign_in(words, &desk)?, &carrier(&by), preview)?
        }
        DeskCommand::AskToJoin {
            desk,
            stick: folder,
        } => {
            let desk = sign_in(words, &desk)?;
            let request: goldaw_casework::enrolment::JoinRequest =
                call(&desk, "ask_to_join", json!({ "carrier": stick(&folder) }))?;
            words.say(
                "command-asked-to-join",
                &[("file", request.file), ("digits", request.digits)],
            );
        }
        DeskCommand::LetJoin {
            desk,
            stick: folder,
            file,
            digits,
        } => {
            let desk = sign_in(words, &desk)?;
            let request = json!({ "carrier": stick(&folder), "file": file, "digits": digits });
            handed_over(words, &call(&desk, "let_join", request)?);
            let settings: goldaw_casework::settings::Settings =
                call(&desk, "settings", Nothing {})?;
            words.say(
                "command-centre-digits",
                &[("digits", settings.digits.unwrap_or_default())],
            );
        }
        DeskCommand::AcceptAnswer {
            desk,
            stick: folder,
            file,
            digits,
        } => {
            let desk = sign_in(words, &desk)?;
            let request = json!({ "carrier": stick(&folder), "file": file, "digits": digits });
            let settings: goldaw_casework::settings::Settings =
                call(&desk, "accept_join_answer", request)?;
            words.say("command-joined", &[("office", settings.office.name)]);
        }
        DeskCommand::Questions { desk } => {
            let desk = sign_in(words, &desk)?;
            for (number, question) in call::<Vec<Question>>(&desk, "questions", Nothing {})?
                .iter()
                .enumerate()
            {
                show_question(words, number + 1, question);
            }
        }
        DeskCommand::Decide {
            desk,
            question,
            side,
            reason,
        } => {
            let desk = sign_in(words, &desk)?;
            let questions: Vec<Question> = call(&desk, "questions", Nothing {})?;
            let question = question
                .checked_sub(1)
                .and_then(|at| questions.get(at))
                .ok_or(CaseworkError::QuestionChanged)?;
            let side = side
                .checked_sub(1)
                .and_then(|at| question.sides.get(at))
                .ok_or(CaseworkError::QuestionChanged)?;
            let decision = Decide {
                record: question.record,
                field: question.field.clone(),
                keep: side.change.clone(),
                reason,
            };
            let _: Nothing = call(&desk, "decide", decision)?;
            words.say("command-decided", &[]);
        }
        DeskCommand::Find { desk, text } => {
            let desk = sign_in(words, &desk)?;
            let found: Found = call(&desk, "find", Find { text })?;
            for person in found.people {
                words.print(&format!(
                    "{}  {}  {}",
                    person.name,
                    person.born.map(|born| born.to_string()).unwrap_or_default(),
                    person.address
                ));
            }
            for case in found.cases {
                words.print(&format!("{}  {}", case.number, case.client));
            }
        }
        DeskCommand::Roster { desk, to } => {
            let desk = sign_in(words, &desk)?;
            let roster = desk.with_session(|session| {
                Ok(session
                    .roster()
                    .ok_or(CaseworkError::NotEnrolled)?
                    .encode()
                    .to_vec())
            })?;
            std::fs::write(&to, roster).map_err(|_| CaseworkError::FolderUnwritable)?;
            words.say(
                "command-roster-written",
                &[("file", to.to_string_lossy().into_owned())],
            );
        }
        DeskCommand::Check { desk } => {
            let desk = sign_in(words, &desk)?;
            desk.with_session(|session| Ok(session.store().check()?))?;
            words.say("command-store-whole", &[]);
        }
        DeskCommand::Rebuild { desk } => {
            let desk = sign_in(words, &desk)?;
            let (before, after) = desk.with_session(|session| {
                let before = session.read().digest()?;
                session.store_mut().rebuild()?;
                Ok((before, session.read().digest()?))
            })?;
            words.say(
                if before == after {
                    "command-rebuilt-same"
                } else {
                    "command-rebuilt-different"
                },
                &[("digest", after)],
            );
        }
        DeskCommand::Call {
            desk,
            name,
            request,
        } => {
            let desk = sign_in(words, &desk)?;
            let request =
                serde_json::from_str(&request).map_err(|_| Refusal::of("unreadable-request"))?;
            let reply = dispatch(&desk, &name, request)?;
            words.print(
                &serde_json::to_string_pretty(&reply)
                    .map_err(|_| Refusal::of("unwritable-reply"))?,
            );
        }
    }
    Ok(())
}

/// Prints the key of a practice office.
pub fn practice_key(words: &Words, arguments: &DeskArguments) -> Result<(), Refusal> {
    let desk = sign_in(words, arguments)?;
    let key = desk.with_session(|session| session.practice_key())?;
    words.print(&key);
    Ok(())
}
