//! The practice district: a centre, a velayat and two etraps made anew, and one case played from the register file to the confirmation.
//!
//! Nothing is shortened: every office has its own encrypted store, every bundle is sealed, carried and taken over as in an office.

use crate::errands::{call, handed_over, import, look, receive, status};
use crate::story;
use crate::words::Words;
use goldaw_api::{Desk, Refusal};
use goldaw_casework::appeals::AppealView;
use goldaw_casework::cards::{CaseCard, WorkerCard};
use goldaw_casework::cases::{AssignCase, CaseView, ChangeRisk, OpenCase};
use goldaw_casework::enrolment::JoinRequest;
use goldaw_casework::error::CaseworkError;
use goldaw_casework::exchange::{Carrier, HandOver, HandedOver};
use goldaw_casework::households::{NewMember, RegisterHousehold};
use goldaw_casework::people::DuplicateHint;
use goldaw_casework::practice::{Dice, invented_person, invented_register};
use goldaw_casework::questions::{Decide, Question};
use goldaw_casework::receive::ParcelState;
use goldaw_casework::refusal::Nothing;
use goldaw_casework::session::{CreateOffice, Language, Opened};
use goldaw_casework::settings::{AddWorker, Settings};
use goldaw_casework::today::Today;
use goldaw_domain::codes::{ClientGroup, Level, MemberRole, Risk, Role};
use goldaw_domain::ids::{CaseId, HouseholdId, OfficeId, PersonId, RecordId};
use serde_json::json;
use std::path::{Path, PathBuf};

const PEOPLE: usize = 1000;
const BAD_ROWS: usize = 5;
const SEED: u64 = 20_261_124;

/// Folder of the office the desktop app opens after the story.
fn etrap(folder: &Path) -> PathBuf {
    folder.join("gokdepe")
}

/// Makes the district and plays the main job.
pub fn practice(words: &Words, folder: &Path, open_only: bool) -> Result<(), Refusal> {
    if open_only {
        words.print(&etrap(folder).to_string_lossy());
        return Ok(());
    }
    clear(folder)?;
    let stick = folder.join("stick");
    std::fs::create_dir_all(&stick).map_err(|_| CaseworkError::FolderUnwritable)?;
    let district = make_district(words, folder, &stick)?;
    let case = first_case(words, &district.gokdepe, folder)?;
    by_stick(words, &district, &stick, case)?;
    by_hub(words, &district, folder)?;
    words.say(
        "story-end",
        &[
            ("folder", etrap(folder).to_string_lossy().into_owned()),
            ("password", story::PASSWORD.to_owned()),
        ],
    );
    Ok(())
}

/// Removes an earlier practice district. A folder that holds anything else is left alone and refused.
fn clear(folder: &Path) -> Result<(), Refusal> {
    const OURS: [&str; 7] = [
        "centre",
        "ahal",
        "gokdepe",
        "baherden",
        "stick",
        "hub",
        "register.csv",
    ];
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    let names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    // Beside each office lies the mark of its life.
    let ours = |name: &String| {
        let name = name.strip_suffix(".life").unwrap_or(name);
        OURS.contains(&name) || name.starts_with("register.")
    };
    if !names.iter().all(ours) {
        return Err(CaseworkError::FolderUnwritable.into());
    }
    std::fs::remove_dir_all(folder).map_err(|_| CaseworkError::FolderUnwritable.into())
}

struct District {
    centre: Desk,
    gokdepe: Desk,
    baherden: Desk,
    gokdepe_office: OfficeId,
    baherden_office: OfficeId,
}

fn make_district(words: &Words, folder: &Path, stick: &Path) -> Result<District, Refusal> {
    words.say("story-district", &[]);
    let (centre, _) = begin(
        words,
        &folder.join("centre"),
        Level::Centre,
        "TM",
        "Batyr Annaýew",
        Role::Coordinator,
    )?;
    let settings: Settings = call(&centre, "settings", Nothing {})?;
    let digits = settings.digits.unwrap_or_default();
    let (ahal, _) = begin(
        words,
        &folder.join("ahal"),
        Level::Velayat,
        "AH",
        "Jemal Saparowa",
        Role::Coordinator,
    )?;
    join(words, &ahal, &centre, stick, &digits)?;
    let (gokdepe, gokdepe_office) = begin(
        words,
        &etrap(folder),
        Level::Etrap,
        "AH-GDP",
        "Maral Orazowa",
        Role::Specialist,
    )?;
    join(words, &gokdepe, &centre, stick, &digits)?;
    let (baherden, baherden_office) = begin(
        words,
        &folder.join("baherden"),
        Level::Etrap,
        "AH-BHD",
        "Aýna Nuryýewa",
        Role::Specialist,
    )?;
    join(words, &baherden, &centre, stick, &digits)?;
    Ok(District {
        centre,
        gokdepe,
        baherden,
        gokdepe_office,
        baherden_office,
    })
}

fn begin(
    words: &Words,
    folder: &Path,
    level: Level,
    territory: &str,
    worker: &str,
    role: Role,
) -> Result<(Desk, OfficeId), Refusal> {
    let desk = Desk::at(folder);
    let opened: Opened = call(
        &desk,
        "create_office",
        CreateOffice {
            language: Language::Tk,
            level,
            territory: territory.to_owned(),
            computer: "kompýuter 1".to_owned(),
            worker: worker.to_owned(),
            role,
            password: story::PASSWORD.to_owned(),
            password_again: story::PASSWORD.to_owned(),
        },
    )?;
    goldaw_casework::folder::write_screen(
        folder,
        &goldaw_casework::folder::Screen {
            language: Language::Tk,
            practice: true,
        },
    )?;
    words.say(
        "story-office",
        &[
            ("office", opened.office.name),
            ("worker", worker.to_owned()),
        ],
    );
    Ok((desk, opened.office.id))
}

/// A computer joins: the request on the stick, the digits of both sides read aloud, the answer on the stick.
fn join(
    words: &Words,
    desk: &Desk,
    centre: &Desk,
    stick: &Path,
    centre_digits: &str,
) -> Result<(), Refusal> {
    let carrier = on(stick);
    let asked: JoinRequest = call(desk, "ask_to_join", json!({ "carrier": carrier }))?;
    let answer: HandedOver = call(
        centre,
        "let_join",
        json!({ "carrier": carrier, "file": asked.file, "digits": asked.digits }),
    )?;
    let joined: Settings = call(
        desk,
        "accept_join_answer",
        json!({ "carrier": carrier, "file": answer.file, "digits": centre_digits }),
    )?;
    words.say("story-joined", &[("office", joined.office.name)]);
    Ok(())
}

fn on(stick: &Path) -> Carrier {
    Carrier::Folder {
        path: stick.to_string_lossy().into_owned(),
    }
}

/// At the etrap, without a network: register file, person, household, appeal, case, visit, note, assignment.
fn first_case(words: &Words, desk: &Desk, folder: &Path) -> Result<CaseId, Refusal> {
    words.say("story-etrap", &[]);
    let register = folder.join("register.csv");
    std::fs::write(&register, invented_register(PEOPLE, BAD_ROWS, SEED))
        .map_err(|_| CaseworkError::FolderUnwritable)?;
    import(words, desk, &register.to_string_lossy(), None, false)?;

    let person: PersonId = call(desk, "register_person", story::grandmother())?;
    let hints: Vec<DuplicateHint> =
        call(desk, "possible_duplicates", story::grandmother_in_russian())?;
    if hints.first().is_none_or(|hint| hint.person.id != person) {
        return Err(CaseworkError::NotFound { what: "person" }.into());
    }
    words.say("story-duplicates", &[("hints", hints.len().to_string())]);
    let grandson: PersonId = call(desk, "register_person", story::grandson())?;
    let members = [
        (person, MemberRole::Head),
        (grandson, MemberRole::Grandchild),
    ];
    let members = members
        .map(|(person, role)| NewMember {
            person,
            role,
            since: None,
        })
        .to_vec();
    let _: HouseholdId = call(
        desk,
        "register_household",
        RegisterHousehold {
            household: story::household(),
            members,
        },
    )?;
    words.say("story-household", &[("members", "2".to_owned())]);

    let today: Today = call(desk, "today", Nothing {})?;
    let appeal: AppealView = call(desk, "take_appeal", story::appeal(person, today.on))?;
    words.say(
        "story-appeal",
        &[("number", appeal.appeal.number.clone().unwrap_or_default())],
    );
    let open = OpenCase {
        person: Some(person),
        appeal: Some(appeal.id),
        groups: vec![ClientGroup::LonelyOlder],
        risk: Some(Risk::Medium),
        risk_reason: Some("Ýeke ýaşaýar, ýyladyş ýok.".into()),
        wishes: Some("Öz öýümde galaýyn. Anna günleri gürleşere adam bolsa.".into()),
        ..OpenCase::default()
    };
    let case: CaseId = call(desk, "open_case", open)?;
    let view: CaseView = call(desk, "case", case)?;
    let due = view
        .due
        .map(|due| due.on.format("%d.%m.%Y").to_string())
        .unwrap_or_default();
    words.say("story-case", &[("number", view.card.number), ("due", due)]);
    let _: RecordId = call(desk, "record_visit", story::visit(case, today.on))?;
    let _: RecordId = call(desk, "write_note", story::note(case, today.on))?;
    words.say("story-visit", &[]);
    let colleague = AddWorker {
        name: "Batyr Myradow".into(),
        role: Role::SocialWorker,
        password: story::PASSWORD.into(),
        password_again: story::PASSWORD.into(),
    };
    let colleague: WorkerCard = call(desk, "add_worker", colleague)?;
    let assign = AssignCase {
        id: case,
        worker: colleague.id,
        reason: Some("Ýakyn obada ýaşaýar.".into()),
        seen: None,
    };
    let _: CaseCard = call(desk, "assign_case", assign)?;
    words.say("story-assigned", &[("worker", colleague.name)]);
    status(words, desk)?;
    Ok(case)
}

/// The stick goes to the centre and back, twice: the case first, then a question that two people raised.
fn by_stick(words: &Words, district: &District, stick: &Path, case: CaseId) -> Result<(), Refusal> {
    words.say("story-stick", &[]);
    let carrier = on(stick);
    let hand = |desk: &Desk, to: Option<OfficeId>| -> Result<(), Refusal> {
        let done: HandedOver = call(
            desk,
            "hand_over",
            HandOver {
                carrier: carrier.clone(),
                to,
                also_centre: false,
            },
        )?;
        handed_over(words, &done);
        Ok(())
    };
    hand(&district.gokdepe, None)?;
    status(words, &district.gokdepe)?;
    words.say("story-at-centre", &[]);
    receive(words, &district.centre, &carrier, false)?;

    words.say("story-two-answers", &[]);
    let risk = |desk: &Desk, risk: Risk, reason: &str| -> Result<CaseCard, Refusal> {
        call(
            desk,
            "change_risk",
            ChangeRisk {
                id: case,
                risk,
                reason: reason.to_owned(),
                seen: None,
            },
        )
    };
    risk(
        &district.gokdepe,
        Risk::High,
        "Kömür gelmedi, guýa baryp bilenok.",
    )?;
    risk(&district.centre, Risk::Low, "Goňşular kömek edýär.")?;
    hand(&district.gokdepe, None)?;
    receive(words, &district.centre, &carrier, false)?;
    let questions: Vec<Question> = call(&district.centre, "questions", Nothing {})?;
    let question = questions.first().ok_or(CaseworkError::QuestionChanged)?;
    let side = question
        .sides
        .iter()
        .find(|side| side.value == json!("high"))
        .ok_or(CaseworkError::QuestionChanged)?;
    words.say(
        "story-question",
        &[("sides", question.sides.len().to_string())],
    );
    let decision = Decide {
        record: question.record,
        field: question.field.clone(),
        keep: side.change.clone(),
        reason: Some("Sapar hasabatyna görä.".into()),
    };
    let _: Nothing = call(&district.centre, "decide", decision)?;
    words.say("story-decided", &[]);
    hand(&district.centre, Some(district.gokdepe_office))?;
    words.say("story-back", &[]);
    receive(words, &district.gokdepe, &carrier, false)?;
    confirmed(words, &district.gokdepe)?;
    let view: CaseView = call(&district.gokdepe, "case", case)?;
    if view.card.risk != Some(Risk::High) || !view.open_questions.is_empty() {
        return Err(CaseworkError::QuestionChanged.into());
    }
    Ok(())
}

/// The other etrap, over the network, through a hub that cannot read what it carries.
fn by_hub(words: &Words, district: &District, folder: &Path) -> Result<(), Refusal> {
    words.say("story-hub", &[]);
    let hub_folder = folder.join("hub");
    std::fs::create_dir_all(&hub_folder).map_err(|_| CaseworkError::FolderUnwritable)?;
    let roster = hub_folder.join("roster");
    let list = district.centre.with_session(|session| {
        Ok(session
            .roster()
            .ok_or(CaseworkError::NotEnrolled)?
            .encode()
            .to_vec())
    })?;
    std::fs::write(&roster, list).map_err(|_| CaseworkError::FolderUnwritable)?;
    let mut settings = goldaw_hub::Settings::new(hub_folder.join("parcels"), roster);
    settings.keep_free_percent = 0;
    let hub =
        goldaw_hub::start(settings, "127.0.0.1:0").map_err(|_| Refusal::of("hub-unreachable"))?;
    let address = format!("http://{}", hub.address());
    for desk in [&district.centre, &district.baherden] {
        let _: Opened = call(desk, "change_settings", json!({ "hub": address }))?;
    }
    let mut dice = Dice::new(SEED + 1);
    let person: PersonId = call(
        &district.baherden,
        "register_person",
        invented_person(&mut dice),
    )?;
    let open = OpenCase {
        person: Some(person),
        groups: vec![ClientGroup::Disability],
        risk: Some(Risk::Low),
        risk_reason: Some("Maşgalasy bilen ýaşaýar.".into()),
        ..OpenCase::default()
    };
    let case: CaseId = call(&district.baherden, "open_case", open)?;
    let today: Today = call(&district.baherden, "today", Nothing {})?;
    let _: RecordId = call(
        &district.baherden,
        "record_visit",
        story::visit(case, today.on),
    )?;
    let hand = |desk: &Desk, to: Option<OfficeId>| -> Result<(), Refusal> {
        let done: HandedOver = call(
            desk,
            "hand_over",
            HandOver {
                carrier: Carrier::Hub,
                to,
                also_centre: false,
            },
        )?;
        handed_over(words, &done);
        Ok(())
    };
    hand(&district.baherden, None)?;
    receive(words, &district.centre, &Carrier::Hub, false)?;
    hand(&district.centre, Some(district.baherden_office))?;
    receive(words, &district.baherden, &Carrier::Hub, false)?;
    if look(&district.baherden, Carrier::Hub)?
        .iter()
        .any(|line| line.state == ParcelState::New)
    {
        return Err(CaseworkError::ParcelGone.into());
    }
    confirmed(words, &district.baherden)?;
    hub.stop();
    Ok(())
}

fn confirmed(words: &Words, desk: &Desk) -> Result<(), Refusal> {
    let status = status(words, desk)?;
    if status.only_here > 0 || status.handed_over > 0 {
        return Err(CaseworkError::NothingToHandOver.into());
    }
    words.say(
        "story-confirmed",
        &[("changes", status.confirmed.to_string())],
    );
    Ok(())
}
