//! The other side of an exchange: who it is, whose changes travel, what it is known to hold.

use crate::error::CaseworkError;
use crate::exchange::between::{between, velayat_of};
use crate::session::Session;
use goldaw_changes::Clock;
use goldaw_domain::ids::{DeviceId, OfficeId, SHARED_SCOPE};
use goldaw_trust::{DevicePublic, Roster, RosterOffice};

/// The other side of an exchange: an office of the list with its computers.
pub(crate) struct Addressee {
    pub office: RosterOffice,
    /// The centre, when it may open the bundle too.
    also: Option<RosterOffice>,
    pub devices: Vec<DevicePublic>,
    scopes: Vec<OfficeId>,
}

impl Addressee {
    /// Returns the office named; the centre, when none is. The own office stands for its other computers.
    ///
    /// # Errors
    /// `NotEnrolled`; `NoOtherComputer`; `NotFound` for an office that has nothing to do with this one, and for the centre's own centre.
    pub(crate) fn of(session: &Session, to: Option<OfficeId>) -> Result<Addressee, CaseworkError> {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let (own, centre) = (session.office().id, centre_of(roster));
        let to = match to {
            Some(office) => office,
            None if own == centre => return Err(CaseworkError::NotFound { what: "office" }),
            None => centre,
        };
        let office = roster.office(to.uuid()).cloned();
        let scopes = between(roster, own, to);
        let (Some(office), false) = (office, scopes.is_empty()) else {
            return Err(CaseworkError::NotFound { what: "office" });
        };
        let devices = devices(session, roster, to);
        if devices.is_empty() && to == own {
            return Err(CaseworkError::NoOtherComputer);
        }
        Ok(Addressee {
            office,
            also: None,
            devices,
            scopes: scopes.into_iter().collect(),
        })
    }

    /// Lets the centre open the bundle too, so that the addressee or anybody else may pass it on as it is.
    ///
    /// # Errors
    /// `NotFound` when other changes travel to the centre than to the addressee.
    pub(crate) fn and_the_centre(mut self, session: &Session) -> Result<Addressee, CaseworkError> {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let centre = centre_of(roster);
        if self.id() == centre {
            return Ok(self);
        }
        let scopes = between(roster, session.office().id, centre);
        if !scopes.iter().eq(&self.scopes) {
            return Err(CaseworkError::NotFound { what: "office" });
        }
        self.also = roster.office(centre.uuid()).cloned();
        self.devices.extend(devices(session, roster, centre));
        Ok(self)
    }

    /// Lists the offices this one may hand over to: the centre, those above and below, and itself when it has other computers.
    pub(crate) fn all(session: &Session) -> Vec<RosterOffice> {
        let Some(roster) = session.roster() else {
            return Vec::new();
        };
        let centre = centre_of(roster);
        let mut offices: Vec<RosterOffice> = roster
            .offices()
            .iter()
            .filter(|office| Addressee::of(session, Some(office.office.into())).is_ok())
            .cloned()
            .collect();
        offices.sort_by_key(|office| {
            let own = office.office == session.office().id.uuid();
            (own, office.office != centre.uuid(), office.code.clone())
        });
        offices
    }

    /// Lists the offices whose hands lead to the centre: the velayat's, when there is one, and the centre.
    pub(crate) fn above(session: &Session) -> Vec<OfficeId> {
        let Some(roster) = session.roster() else {
            return Vec::new();
        };
        let velayat = velayat_of(roster, session.office().id);
        let velayat = velayat.map(|office| OfficeId::from(office.office));
        velayat.into_iter().chain([centre_of(roster)]).collect()
    }

    pub(crate) fn id(&self) -> OfficeId {
        self.office.office.into()
    }

    /// Lists the offices that may open the bundle, the addressee first.
    pub(crate) fn offices(&self) -> impl Iterator<Item = OfficeId> {
        let all = [Some(&self.office), self.also.as_ref()];
        all.into_iter()
            .flatten()
            .map(|office| OfficeId::from(office.office))
    }

    /// Lists the computers of the offices that may open the bundle, office by office.
    pub(crate) fn sides(&self, session: &Session) -> Vec<Computers> {
        let all = [Some(&self.office), self.also.as_ref()];
        all.into_iter()
            .flatten()
            .map(|office| computers(session, office))
            .collect()
    }

    /// Returns whose changes travel between the two.
    pub(crate) fn scopes(&self) -> &[OfficeId] {
        &self.scopes
    }

    /// Returns what the other side is known to hold; when the centre may open the bundle too, what both hold.
    pub(crate) fn holds(&self, session: &Session) -> Result<Clock, CaseworkError> {
        let held = held(session, &self.office)?;
        Ok(match &self.also {
            Some(centre) => both(&held, &self::held(session, centre)?),
            None => held,
        })
    }
}

/// Returns the scopes whose changes this office hands over upwards, before and after it has joined.
pub(crate) fn own_scopes(session: &Session) -> Vec<OfficeId> {
    let own = session.office().id;
    let known = session.roster().map(|roster| between(roster, own, own));
    match known {
        Some(scopes) if !scopes.is_empty() => scopes.into_iter().collect(),
        _ => vec![own, SHARED_SCOPE],
    }
}

fn centre_of(roster: &Roster) -> OfficeId {
    roster.centre_device().office.into()
}

/// Returns the computers of an office that a bundle of this one is sealed for.
fn devices(session: &Session, roster: &Roster, office: OfficeId) -> Vec<DevicePublic> {
    let own = session.device();
    let others = roster
        .devices_of(office.uuid())
        .map(|device| &device.public);
    others
        .filter(|public| DeviceId::from(public.device) != own)
        .cloned()
        .collect()
}

/// The computers of an office.
pub(crate) struct Computers {
    pub devices: Vec<DeviceId>,
    /// Above, one computer is enough to be sure; beside and below, an office is served until each of its computers has everything.
    pub one_is_enough: bool,
}

fn computers(session: &Session, office: &RosterOffice) -> Computers {
    let office = OfficeId::from(office.office);
    let known = session
        .roster()
        .map(|roster| devices(session, roster, office));
    Computers {
        devices: known
            .iter()
            .flatten()
            .map(|public| public.device.into())
            .collect(),
        one_is_enough: Addressee::above(session).contains(&office),
    }
}

/// Returns what an office is known to hold.
fn held(session: &Session, office: &RosterOffice) -> Result<Clock, CaseworkError> {
    let computers = computers(session, office);
    let read = session.read();
    Ok(if computers.one_is_enough {
        read.held_by(&computers.devices)?
    } else {
        read.held_by_all(&computers.devices)?
    })
}

fn both(one: &Clock, other: &Clock) -> Clock {
    one.entries()
        .map(|(branch, sequence)| (branch, sequence.min(other.get(branch))))
        .collect()
}
