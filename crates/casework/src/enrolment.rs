//! How a new computer joins: a request on a stick, thirty digits compared by voice, the centre's answer.

use crate::carrier::Mail;
use crate::error::CaseworkError;
use crate::exchange::{Carrier, HandOver, HandedOver, hand_over};
use crate::receive::Parcel;
use crate::session::{CENTRE, Session, office_of};
use crate::settings::{Settings, settings};
use goldaw_bundle::{Limits, RosterNews, open};
use goldaw_domain::codes::Level;
use goldaw_trust::digits::same_digits;
use goldaw_trust::{EnrolmentRequest, Roster, RosterDevice, RosterDraft, RosterOffice, Wish};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Writing the request to join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AskToJoin {
    /// Where to.
    pub carrier: Carrier,
}

/// The request that was written, or that a centre looks at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct JoinRequest {
    /// Its name on the carrier.
    pub file: String,
    /// Territory code of the office.
    pub territory: String,
    /// Level of the office.
    pub level: Level,
    /// Name of the office.
    pub office: String,
    /// Name of the computer.
    pub computer: String,
    /// Name of the worker who asks.
    pub worker: String,
    /// Thirty digits in groups of five, to compare by voice.
    pub digits: String,
}

/// Letting a computer join, after the digits were compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LetJoin {
    /// Where the request lies; the answer is written there too.
    pub carrier: Carrier,
    /// Its name there.
    pub file: String,
    /// The digits the other side read aloud.
    pub digits: String,
}

/// Taking the centre's answer, after its digits were compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AcceptJoinAnswer {
    /// Where the answer lies.
    pub carrier: Carrier,
    /// Its name there.
    pub file: String,
    /// The centre's digits, as the centre read them aloud.
    pub digits: String,
}

/// Makes the centre's first list: the centre itself.
pub(crate) fn found_centre(session: &mut Session) -> Result<(), CaseworkError> {
    let office = session.office().clone();
    let at = i64::try_from(session.now()).unwrap_or(i64::MAX);
    let draft = RosterDraft {
        epoch: 1,
        centre: session.device().uuid(),
        issued_at_ms: at,
        offices: vec![RosterOffice {
            office: office.id.uuid(),
            code: office.code.clone(),
            territory: CENTRE.to_owned(),
            level: goldaw_trust::Level::Centre,
            name: office.name,
        }],
        devices: vec![RosterDevice {
            public: session.keys().public(),
            office: office.id.uuid(),
            label: session.computer().to_owned(),
            certified_at_ms: at,
            revoked_after: None,
        }],
    };
    let roster = Roster::sign(draft, session.keys())?;
    session.keep_roster(roster)
}

/// Returns this computer's request to join: the same bytes, and so the same digits, as long as nothing about it changes.
pub(crate) fn own_request(session: &Session) -> Result<EnrolmentRequest, CaseworkError> {
    let office = session.office();
    Ok(EnrolmentRequest::make(
        session.keys(),
        Wish {
            device_label: session.computer().to_owned(),
            office_name: office.name.clone(),
            territory: office.code.clone(),
            level: trust_level(office.level),
            worker_name: session.worker().name.clone(),
        },
    )?)
}

/// Writes the request to join and returns it with the digits to read aloud.
pub fn ask_to_join(
    session: &mut Session,
    request: AskToJoin,
) -> Result<JoinRequest, CaseworkError> {
    if session.roster().is_some() {
        return Err(CaseworkError::AlreadyEnrolled);
    }
    let wish = own_request(session)?;
    let mail = Mail::reach(session, &request.carrier)?;
    mail.put(&wish.file_name(), &wish.encode())?;
    if let Some(folder) = mail.folder() {
        session
            .store_mut()
            .set_setting("hand_over_folder", &folder.to_string_lossy())?;
    }
    Ok(shown(&wish))
}

/// Reads a request to join, for the centre to compare. Nothing is changed.
pub fn read_join_request(
    session: &mut Session,
    request: Parcel,
) -> Result<JoinRequest, CaseworkError> {
    let bytes = Mail::reach(session, &request.carrier)?.fetch_named(&request.file)?;
    Ok(shown(&EnrolmentRequest::decode(&bytes)?))
}

/// Lets a computer join: puts it on the list and writes the answer to the same carrier.
///
/// # Errors
/// `OnlyTheCentre`, `DigitsDiffer`; nothing is changed.
pub fn let_join(session: &mut Session, request: LetJoin) -> Result<HandedOver, CaseworkError> {
    let roster = session
        .roster()
        .filter(|roster| roster.centre_device().public.device == session.device().uuid());
    let roster = roster.ok_or(CaseworkError::OnlyTheCentre)?;
    let bytes = Mail::reach(session, &request.carrier)?.fetch_named(&request.file)?;
    let wish = EnrolmentRequest::decode(&bytes)?;
    if !same_digits(&wish.digits(), &request.digits) {
        return Err(CaseworkError::DigitsDiffer);
    }
    let office = office_of(level_of(wish.wish().level), &wish.wish().territory)?;
    if office.level == Level::Centre {
        return Err(CaseworkError::UnknownTerritory);
    }
    let at = i64::try_from(session.now()).unwrap_or(i64::MAX);
    let mut draft = roster.draft().clone();
    draft.epoch += 1;
    draft.issued_at_ms = at;
    if !draft
        .offices
        .iter()
        .any(|known| known.office == office.id.uuid())
    {
        draft.offices.push(RosterOffice {
            office: office.id.uuid(),
            code: office.code.clone(),
            territory: office.code.clone(),
            level: wish.wish().level,
            name: office.name.clone(),
        });
    }
    if !draft
        .devices
        .iter()
        .any(|known| known.public.device == wish.public().device)
    {
        draft.devices.push(RosterDevice {
            public: wish.public().clone(),
            office: office.id.uuid(),
            label: wish.wish().device_label.clone(),
            certified_at_ms: at,
            revoked_after: None,
        });
    }
    let roster = Roster::sign(draft, session.keys())?;
    session.keep_roster(roster)?;
    hand_over(
        session,
        HandOver {
            carrier: request.carrier,
            to: Some(office.id),
            also_centre: false,
        },
    )
}

/// Takes the centre's answer: keeps its list, and takes over what came with it.
///
/// # Errors
/// `AlreadyEnrolled`; `DigitsDiffer` when the list is not that of the centre whose digits were read aloud; nothing is changed.
pub fn accept_join_answer(
    session: &mut Session,
    request: AcceptJoinAnswer,
) -> Result<Settings, CaseworkError> {
    if session.roster().is_some() {
        return Err(CaseworkError::AlreadyEnrolled);
    }
    let bytes = Mail::reach(session, &request.carrier)?.fetch_named(&request.file)?;
    let opened = open(&bytes, session.keys(), None, &Limits::default())?;
    let RosterNews::First(roster) = opened.roster else {
        return Err(CaseworkError::NotEnrolled);
    };
    if !same_digits(&roster.centre_digits(), &request.digits) {
        return Err(CaseworkError::DigitsDiffer);
    }
    session.keep_roster(roster)?;
    crate::receive::take_over(
        session,
        Parcel {
            carrier: request.carrier,
            file: request.file,
        },
    )?;
    settings(session, crate::refusal::Nothing {})
}

fn shown(request: &EnrolmentRequest) -> JoinRequest {
    let wish = request.wish();
    JoinRequest {
        file: request.file_name(),
        territory: wish.territory.clone(),
        level: level_of(wish.level),
        office: wish.office_name.clone(),
        computer: wish.device_label.clone(),
        worker: wish.worker_name.clone(),
        digits: request.digits(),
    }
}

pub(crate) fn level_of(level: goldaw_trust::Level) -> Level {
    match level {
        goldaw_trust::Level::Etrap => Level::Etrap,
        goldaw_trust::Level::Velayat => Level::Velayat,
        goldaw_trust::Level::Centre => Level::Centre,
    }
}

fn trust_level(level: Level) -> goldaw_trust::Level {
    match level {
        Level::Etrap => goldaw_trust::Level::Etrap,
        Level::Velayat => goldaw_trust::Level::Velayat,
        Level::Centre => goldaw_trust::Level::Centre,
    }
}
