//! What a parcel on a carrier is to this computer, from its clear header.

use crate::carrier::{Mail, OnCarrier};
use crate::receive::{ParcelLine, ParcelState};
use crate::session::Session;
use goldaw_bundle::{BundleError, Limits, bundle_hash, inspect, open, verify};

pub(super) fn line(session: &Session, mail: &Mail, file: &OnCarrier) -> ParcelLine {
    let mut line = ParcelLine {
        file: file.name.clone(),
        bytes: file.bytes,
        state: ParcelState::Damaged,
        office: None,
        computer: None,
        number: None,
    };
    let Ok(bytes) = mail.fetch(file) else {
        return line;
    };
    if file.name.ends_with(crate::carrier::REQUEST) {
        if let Ok(request) = goldaw_trust::EnrolmentRequest::decode(&bytes) {
            line.state = ParcelState::JoinRequest;
            line.office = Some(request.wish().office_name.clone());
            line.computer = Some(request.wish().device_label.clone());
        }
        return line;
    }
    let header = match inspect(&bytes, &Limits::default()) {
        Ok(header) => header,
        Err(error) => {
            line.state = state_of(&error);
            return line;
        }
    };
    line.number = u32::try_from(header.number).ok();
    if let Some(sender) = session
        .roster()
        .and_then(|roster| roster.device_of_mailbox(&header.sender))
    {
        line.computer = Some(sender.label.clone());
        line.office = session
            .roster()
            .and_then(|roster| roster.office(sender.office))
            .map(|office| office.name.clone());
    }
    line.state = if header.sender == session.keys().mailbox() {
        ParcelState::Own
    } else if !header.recipients.contains(&session.keys().mailbox()) {
        ParcelState::ForAnotherOffice
    } else if matches!(session.read().parcel(&bundle_hash(&bytes)), Ok(Some(_))) {
        ParcelState::AlreadyReceived
    } else {
        match session.roster() {
            None => ParcelState::JoinAnswer,
            Some(roster) => match verify(&bytes, roster, &Limits::default()) {
                Ok(_) => ParcelState::New,
                // A computer that joined since: the bundle may carry the list that names it, so opening decides.
                Err(BundleError::UnknownDevice { .. })
                    if open(&bytes, session.keys(), Some(roster), &Limits::default()).is_ok() =>
                {
                    ParcelState::New
                }
                Err(error) => state_of(&error),
            },
        }
    };
    line
}

fn state_of(error: &BundleError) -> ParcelState {
    match error {
        BundleError::NewerFormat { .. } | BundleError::UnknownSuite { .. } => {
            ParcelState::NewerProgram
        }
        BundleError::RetiredSuite => ParcelState::OlderProgram,
        BundleError::ForAnotherOffice { .. } | BundleError::OtherKey => {
            ParcelState::ForAnotherOffice
        }
        BundleError::UnknownDevice { .. } => ParcelState::UnknownComputer,
        BundleError::RevokedDevice { .. } => ParcelState::RevokedComputer,
        _ => ParcelState::Damaged,
    }
}
