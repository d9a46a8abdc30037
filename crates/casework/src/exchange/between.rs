//! Which scopes travel between two offices: one pure function of the list of offices, for packing, for admitting and for the status line.
//!
//! An office takes part in its own scope; a velayat in those of the etraps of its territory; the centre in all. Between two offices travels
//! what both take part in, and with it what all share. Two offices that have nothing in common have nothing to say to each other.

use goldaw_domain::ids::{OfficeId, SHARED_SCOPE};
use goldaw_trust::{Level, Roster, RosterOffice};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Returns the scopes that travel between two offices, those of one office when both are the same; empty for strangers.
pub(crate) fn between(roster: &Roster, one: OfficeId, other: OfficeId) -> BTreeSet<OfficeId> {
    let centre = roster.centre_device().office;
    let (Some(one), Some(other)) = (roster.office(one.uuid()), roster.office(other.uuid())) else {
        return BTreeSet::new();
    };
    let mut scopes: BTreeSet<OfficeId> = roster
        .offices()
        .iter()
        .filter(|scope| holds(centre, one, scope) && holds(centre, other, scope))
        .map(|scope| scope.office.into())
        .collect();
    if !scopes.is_empty() {
        scopes.insert(SHARED_SCOPE);
    }
    scopes
}

/// Tells whether an office takes part in a scope: whether its computers may hold it and write in it.
pub(crate) fn takes_part(roster: &Roster, office: OfficeId, scope: OfficeId) -> bool {
    let centre = roster.centre_device().office;
    match (roster.office(office.uuid()), roster.office(scope.uuid())) {
        (Some(office), Some(scope)) => holds(centre, office, scope),
        _ => false,
    }
}

fn holds(centre: Uuid, office: &RosterOffice, scope: &RosterOffice) -> bool {
    office.office == scope.office || office.office == centre || is_above(office, scope)
}

/// Returns the velayat's office that stands between an etrap's and the centre, when there is one.
pub(crate) fn velayat_of(roster: &Roster, office: OfficeId) -> Option<&RosterOffice> {
    let office = roster.office(office.uuid())?;
    let mut offices = roster.offices().iter();
    offices.find(|above| is_above(above, office))
}

fn is_above(velayat: &RosterOffice, etrap: &RosterOffice) -> bool {
    velayat.level == Level::Velayat
        && etrap.level == Level::Etrap
        && velayat.territory == region(&etrap.territory)
}

/// Returns the velayat of a territory's code: what stands before the first hyphen (`assets/reference/territory.json`).
fn region(territory: &str) -> &str {
    territory
        .split_once('-')
        .map_or(territory, |(region, _)| region)
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldaw_trust::{DeviceKeys, RosterDevice, RosterDraft, SystemRandomness};

    const OFFICES: [(&str, Level); 6] = [
        ("TM", Level::Centre),
        ("AH", Level::Velayat),
        ("MR", Level::Velayat),
        ("AH-GDP", Level::Etrap),
        ("AH-BHD", Level::Etrap),
        ("MR-BRM", Level::Etrap),
    ];

    fn id(code: &str) -> OfficeId {
        let at = OFFICES.iter().position(|(known, _)| *known == code);
        Uuid::from_u128(100 + at.unwrap_or(99) as u128).into()
    }

    fn roster() -> Roster {
        let keys = DeviceKeys::generate(Uuid::from_u128(1), &mut SystemRandomness).unwrap();
        let offices = OFFICES.map(|(code, level)| RosterOffice {
            office: id(code).uuid(),
            code: code.to_owned(),
            territory: code.to_owned(),
            level,
            name: code.to_owned(),
        });
        let draft = RosterDraft {
            epoch: 1,
            centre: keys.device(),
            issued_at_ms: 0,
            offices: offices.to_vec(),
            devices: vec![RosterDevice {
                public: keys.public(),
                office: id("TM").uuid(),
                label: "1".to_owned(),
                certified_at_ms: 0,
                revoked_after: None,
            }],
        };
        Roster::sign(draft, &keys).unwrap()
    }

    #[test]
    fn what_travels_between_two_offices() {
        let table: [(&str, &str, &[&str]); 14] = [
            ("AH-GDP", "AH-GDP", &["AH-GDP"]),
            ("AH-GDP", "AH-BHD", &[]),
            ("AH-GDP", "MR-BRM", &[]),
            ("AH-GDP", "AH", &["AH-GDP"]),
            ("AH-GDP", "MR", &[]),
            ("AH-GDP", "TM", &["AH-GDP"]),
            ("AH", "AH", &["AH", "AH-GDP", "AH-BHD"]),
            ("AH", "MR", &[]),
            ("AH", "MR-BRM", &[]),
            ("AH", "TM", &["AH", "AH-GDP", "AH-BHD"]),
            ("MR", "TM", &["MR", "MR-BRM"]),
            (
                "TM",
                "TM",
                &["TM", "AH", "MR", "AH-GDP", "AH-BHD", "MR-BRM"],
            ),
            ("not listed", "TM", &[]),
            ("not listed", "not listed", &[]),
        ];
        let roster = roster();
        for (one, other, scopes) in table {
            let mut expected: BTreeSet<OfficeId> = scopes.iter().copied().map(id).collect();
            if !scopes.is_empty() {
                expected.insert(SHARED_SCOPE);
            }
            for (one, other) in [(one, other), (other, one)] {
                assert_eq!(
                    between(&roster, id(one), id(other)),
                    expected,
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn a_velayat_and_the_centre_write_in_the_scope_of_an_etrap_and_no_neighbour_does() {
        let roster = roster();
        let writers = OFFICES.map(|(code, _)| code);
        let may = writers.map(|code| takes_part(&roster, id(code), id("AH-GDP")));
        assert_eq!(may, [true, true, false, true, false, false]);
        let above = velayat_of(&roster, id("AH-GDP"));
        assert_eq!(above.map(|office| office.code.as_str()), Some("AH"));
        assert_eq!(velayat_of(&roster, id("AH")), None);
    }
}
