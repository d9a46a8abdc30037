//! What a parcel on a carrier is to this computer, from its clear header.

use crate::carrier::{Mail, OnCarrier, Parcel};
use crate::receive::{ParcelLine, ParcelState};
use crate::session::Session;
use goldaw_bundle::{BundleError, Limits, Reading, certified, inspect_file};
use goldaw_trust::{EnrolmentRequest, Roster};

pub(super) fn line(session: &Session, mail: &Mail, file: &OnCarrier) -> ParcelLine {
    let mut line = ParcelLine {
        file: file.name.clone(),
        bytes: file.bytes,
        state: ParcelState::Damaged,
        office: None,
        computer: None,
        number: None,
    };
    if file.too_large() {
        line.state = ParcelState::TooLarge;
        return line;
    }
    if file.name.ends_with(crate::carrier::REQUEST) {
        let request = mail.fetch(file).ok();
        if let Some(request) = request.and_then(|bytes| EnrolmentRequest::decode(&bytes).ok()) {
            line.state = ParcelState::JoinRequest;
            line.office = Some(request.wish().office_name.clone());
            line.computer = Some(request.wish().device_label.clone());
        }
        return line;
    }
    let Ok(parcel) = mail.bring(file) else {
        return line;
    };
    let inspected = parcel
        .open()
        .map(|mut file| inspect_file(&mut file, &Limits::default()));
    let (header, hash) = match inspected {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            line.state = state_of(&error);
            return line;
        }
        Err(_) => return line,
    };
    line.number = u32::try_from(header.number).ok();
    if let Some(roster) = session.roster()
        && let Some(sender) = roster.device_of_mailbox(&header.sender)
    {
        line.computer = Some(sender.label.clone());
        line.office = roster
            .office(sender.office)
            .map(|office| office.name.clone());
    }
    line.state = if header.sender == session.keys().mailbox() {
        ParcelState::Own
    } else if !header.recipients.contains(&session.keys().mailbox()) {
        ParcelState::ForAnotherOffice
    } else if matches!(session.read().parcel(&hash), Ok(Some(_))) {
        ParcelState::AlreadyReceived
    } else {
        match session.roster() {
            None => ParcelState::JoinAnswer,
            Some(roster) => match certified(&header, roster) {
                Ok(_) => ParcelState::New,
                // A computer that joined since: the bundle may carry the list that names it, so opening decides.
                Err(BundleError::UnknownDevice { .. }) if opens(session, roster, &parcel) => {
                    ParcelState::New
                }
                Err(error) => state_of(&error),
            },
        }
    };
    line
}

fn opens(session: &Session, roster: &Roster, parcel: &Parcel) -> bool {
    parcel.open().is_ok_and(|file| {
        Reading::of_file(file, session.keys(), Some(roster), &Limits::default()).is_ok()
    })
}

fn state_of(error: &BundleError) -> ParcelState {
    match error {
        BundleError::NewerFormat { .. } | BundleError::UnknownSuite { .. } => {
            ParcelState::NewerProgram
        }
        BundleError::RetiredSuite => ParcelState::OlderProgram,
        BundleError::TooLarge { .. } => ParcelState::TooLarge,
        BundleError::ForAnotherOffice { .. } | BundleError::OtherKey => {
            ParcelState::ForAnotherOffice
        }
        BundleError::UnknownDevice { .. } => ParcelState::UnknownComputer,
        BundleError::RevokedDevice { .. } => ParcelState::RevokedComputer,
        _ => ParcelState::Damaged,
    }
}
