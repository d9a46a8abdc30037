//! Which way a bundle goes: whom it can be for, and through whose hands it is passed on.

use crate::district::Place;
use crate::play::Played;
use goldaw_domain::ids::OfficeId;

impl Played {
    /// Whom a bundle of a computer can be for: upwards or to the next desk from an etrap, up or down from the velayat, down from the centre.
    /// With the computers that can take it.
    pub(crate) fn addressee(&self, from: usize, to: usize) -> (Option<OfficeId>, Vec<usize>) {
        let district = &self.district;
        let centre = (None, vec![district.centre()]);
        let computers_in = |place: Place| -> Vec<usize> {
            let all = district.computers.iter().enumerate();
            all.filter(|(_, computer)| computer.of == place)
                .map(|(at, _)| at)
                .collect()
        };
        let mut below: Vec<(Option<OfficeId>, Vec<usize>)> = district
            .offices
            .iter()
            .enumerate()
            .map(|(of, office)| (Some(*office), computers_in(Place::Etrap(of))))
            .collect();
        match district.computers[from].of {
            Place::Etrap(of) => {
                let device = district.device(from);
                let mut beside = computers_in(Place::Etrap(of));
                beside.retain(|at| district.device(*at) != device);
                match (to % 3, district.velayat) {
                    (1, _) if !beside.is_empty() => (Some(district.offices[of]), beside),
                    (2, Some(velayat)) => (Some(velayat), computers_in(Place::Velayat)),
                    _ => centre,
                }
            }
            Place::Velayat => {
                below.push(centre);
                below.swap_remove(to % below.len())
            }
            Place::Centre => {
                let velayat = district
                    .velayat
                    .map(|id| (Some(id), computers_in(Place::Velayat)));
                below.extend(velayat);
                below.swap_remove(to % below.len())
            }
        }
    }

    /// Finds somebody of another office through whose hands a stick goes unopened, where sticks do.
    pub(crate) fn relay(&self, from: usize, to: &[usize]) -> Option<usize> {
        let place = |at: usize| self.district.computers[at].of;
        let stranger = |at: &usize| {
            place(*at) != place(from) && to.iter().all(|receiver| place(*at) != place(*receiver))
        };
        (0..self.district.computers.len())
            .filter(|_| self.unopened)
            .find(stranger)
    }
}
