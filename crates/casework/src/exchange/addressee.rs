//! The other side of an exchange: who it is, whose changes travel, what it is known to hold.

use crate::error::CaseworkError;
use crate::session::Session;
use goldaw_changes::Clock;
use goldaw_domain::codes::Level;
use goldaw_domain::ids::{DeviceId, OfficeId, SHARED_SCOPE};
use goldaw_trust::{DevicePublic, RosterOffice};

/// The other side of an exchange: an office of the list with its computers.
pub(crate) struct Addressee {
    pub office: RosterOffice,
    pub devices: Vec<DevicePublic>,
}

impl Addressee {
    /// Returns the centre for an office; the office named, for the centre.
    pub(crate) fn of(session: &Session, to: Option<OfficeId>) -> Result<Addressee, CaseworkError> {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let centre = roster.centre_device().office;
        let office = match to {
            Some(office) if office.uuid() != session.office().id.uuid() => office.uuid(),
            _ if session.office().level == Level::Centre => {
                return Err(CaseworkError::NotFound { what: "office" });
            }
            _ => centre,
        };
        let office = roster
            .office(office)
            .cloned()
            .ok_or(CaseworkError::NotFound { what: "office" })?;
        let devices = roster
            .devices_of(office.office)
            .map(|device| device.public.clone())
            .collect();
        Ok(Addressee { office, devices })
    }

    pub(crate) fn id(&self) -> OfficeId {
        self.office.office.into()
    }

    fn device_ids(&self) -> Vec<DeviceId> {
        self.devices
            .iter()
            .map(|device| device.device.into())
            .collect()
    }

    /// Returns whose changes travel between the two: those of the smaller office, and what all share.
    pub(crate) fn scopes(&self, session: &Session) -> [OfficeId; 2] {
        let own = session.office();
        [
            if own.level == Level::Centre {
                self.id()
            } else {
                own.id
            },
            SHARED_SCOPE,
        ]
    }

    /// Returns what every computer of the other side is known to hold.
    pub(crate) fn holds(&self, session: &Session) -> Result<Clock, CaseworkError> {
        let read = session.read();
        // One computer of the centre is enough to be sure; an office is served until each of its computers has everything.
        Ok(if session.office().level == Level::Centre {
            read.held_by_all(&self.device_ids())?
        } else {
            read.held_by(&self.device_ids())?
        })
    }
}
