//! Passing on what is for others: sealed parcels go from one carrier to the next as they are, opened by nobody on the way.
//!
//! What is seen of a parcel is what anybody sees: its clear header. Only whole parcels of computers that the centre's list names are passed
//! on, and only when somebody of that list other than this computer can open them. The carrier they came on is left as it is.

use crate::carrier::{Mail, REQUEST};
use crate::error::CaseworkError;
use crate::exchange::Carrier;
use crate::session::Session;
use goldaw_bundle::{BundleError, Limits, Verified, parcel_name, verify};
use goldaw_domain::ids::DeviceId;
use goldaw_trust::Roster;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The setting with the names of parcels passed on, the latest last.
const PASSED_ON: &str = "passed_on";
/// Parcels remembered as passed on. A forgotten one is passed on twice, which whoever takes it over notices.
const REMEMBERED: usize = 4000;

/// Passing on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PassOn {
    /// Where the parcels lie.
    pub from: Carrier,
    /// Where they go.
    pub to: Carrier,
}

/// What was passed on and what was not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PassedOn {
    /// Parcels that lie on the next carrier now.
    pub passed_on: u32,
    /// Parcels passed on earlier.
    pub before: u32,
    /// Parcels only this computer can open.
    pub for_here: u32,
    /// Parcels of computers the list does not name or no longer trusts, and parcels for nobody it names.
    pub strangers: u32,
    /// Parcels that are cut short, altered, or written in a way this program cannot check.
    pub damaged: u32,
}

/// What a parcel is to one who passes parcels on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    ForOthers,
    ForHere,
    Strangers,
    Damaged,
}

/// Passes sealed parcels on from one carrier to another. What was passed on stays so when the next one fails; repeating goes on from there.
///
/// # Errors
/// `NotEnrolled`, `SameCarrier`, `Cancelled`, and everything a carrier can say.
pub fn pass_on(session: &mut Session, request: PassOn) -> Result<PassedOn, CaseworkError> {
    if session.roster().is_none() {
        return Err(CaseworkError::NotEnrolled);
    }
    if same(&request.from, &request.to) {
        return Err(CaseworkError::SameCarrier);
    }
    let from = Mail::reach(session, &request.from)?;
    let to = Mail::reach(session, &request.to)?;
    let before = session.read().setting(PASSED_ON)?.unwrap_or_default();
    let mut names: Vec<String> = before.split_whitespace().map(str::to_owned).collect();
    let known = names.len();
    let work = session.progress();
    let done = each(session, (&from, &to), &mut names);
    work.finish();
    if names.len() > known {
        let forgotten = names.len().saturating_sub(REMEMBERED);
        session
            .store_mut()
            .set_setting(PASSED_ON, &names[forgotten..].join(" "))?;
    }
    done
}

/// Looks at each parcel and passes it on when it is for others; `names` grows by those passed on, even when a later one fails.
fn each(
    session: &Session,
    (from, to): (&Mail, &Mail),
    names: &mut Vec<String>,
) -> Result<PassedOn, CaseworkError> {
    let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
    let files: Vec<_> = from
        .look()?
        .into_iter()
        .filter(|file| !file.name.ends_with(REQUEST))
        .collect();
    let work = session.progress();
    work.begin("pass_on", u32::try_from(files.len()).unwrap_or(u32::MAX));
    let mut done = PassedOn::default();
    for (at, file) in files.iter().enumerate() {
        if work.cancelled() {
            return Err(CaseworkError::Cancelled);
        }
        work.step(u32::try_from(at).unwrap_or(u32::MAX));
        let bytes = from.fetch(file)?;
        match fate(&bytes, roster, session.device()) {
            Fate::ForHere => done.for_here += 1,
            Fate::Strangers => done.strangers += 1,
            Fate::Damaged => done.damaged += 1,
            Fate::ForOthers => {
                // The name says what is in it, whatever the file was called.
                let name = parcel_name(&bytes);
                if names.contains(&name) {
                    done.before += 1;
                    continue;
                }
                to.put(&name, &bytes)?;
                names.push(name);
                done.passed_on += 1;
            }
        }
    }
    Ok(done)
}

fn fate(bytes: &[u8], roster: &Roster, own: DeviceId) -> Fate {
    match verify(bytes, roster, &Limits::default()) {
        Err(BundleError::UnknownDevice { .. } | BundleError::RevokedDevice { .. }) => {
            Fate::Strangers
        }
        Err(_) => Fate::Damaged,
        Ok(parcel) => for_whom(&parcel, own),
    }
}

fn for_whom(parcel: &Verified, own: DeviceId) -> Fate {
    let trusted = parcel.recipients.iter().flatten();
    let mut openers = trusted
        .filter(|device| device.revoked_after.is_none())
        .map(|device| DeviceId::from(device.public.device))
        .peekable();
    if openers.peek().is_none() {
        Fate::Strangers
    } else if openers.all(|device| device == own) {
        Fate::ForHere
    } else {
        Fate::ForOthers
    }
}

fn same(one: &Carrier, other: &Carrier) -> bool {
    match (one, other) {
        (Carrier::Folder { path: one }, Carrier::Folder { path: other }) => {
            let there = |path: &str| std::fs::canonicalize(path.trim()).ok();
            one.trim() == other.trim() || there(one).is_some_and(|one| Some(one) == there(other))
        }
        (one, other) => one == other,
    }
}
