//! What the centre last said it holds, passed on by those who heard it: work that went by the velayat's hand, or on the stick of the next
//! desk, is confirmed without a bundle of the centre's own.
//!
//! Hearsay counts until the centre speaks itself, and never keeps its own word from counting. It can only spare a second sending: nothing
//! is forgotten because somebody said it had arrived.

use crate::error::CaseworkError;
use crate::exchange::addressee::Addressee;
use crate::exchange::between::between;
use crate::session::Session;
use goldaw_bundle::{Acknowledgement, Reading};
use goldaw_changes::{ChangeHash, Head};
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::exchange::Arrival;
use goldaw_store::{Belief, Reader, StoreError};
use goldaw_trust::Roster;
use serde::{Deserialize, Serialize};

/// The setting with the centre's last word.
const SAID: &str = "centre_said";

/// The centre's word: what it held when it made a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Said {
    device: DeviceId,
    session: [u8; 16],
    number: u64,
    heads: Vec<Head>,
    /// What it asked for by name.
    #[serde(default)]
    lacking: Vec<ChangeHash>,
}

/// The centre's word in a bundle, its own or passed on.
pub(crate) struct Word {
    said: Said,
    itself: bool,
}

/// Returns the centre's last word for a bundle, as far as it is about what travels to the addressee; none for the centre, and for an
/// office that hears more of the centre than this one does.
pub(super) fn to_pass_on(
    session: &Session,
    addressee: &Addressee,
) -> Result<Vec<Acknowledgement>, CaseworkError> {
    let Some(roster) = session.roster() else {
        return Ok(Vec::new());
    };
    let centre = OfficeId::from(roster.centre_device().office);
    let own = session.office().id;
    if addressee.offices().any(|office| office == centre)
        || !hears_enough(roster, own, addressee.id())
    {
        return Ok(Vec::new());
    }
    let said = kept(&session.read())?;
    Ok(said
        .filter(|said| said.device.uuid() == roster.centre_device().public.device)
        .filter(|said| !said.heads.is_empty())
        .map(|said| Acknowledgement {
            peer: said.device.uuid(),
            session: said.session,
            counter: said.number,
            heads: said
                .heads
                .into_iter()
                .filter(|head| addressee.scopes().contains(&head.stream.scope))
                .collect(),
            lacking: said.lacking,
        })
        .into_iter()
        .collect())
}

/// Finds the centre's word in a bundle: the sender's own when the centre sends it, else what a sender passes on that hears as much of the
/// centre as this office.
///
/// `roster` is the list that counts once the bundle is taken over.
pub(crate) fn word_in(session: &Session, roster: &Roster, reading: &Reading<'_>) -> Option<Word> {
    let centre = roster.centre_device().public.device;
    let control = &reading.control;
    if reading.sender.public.device == centre {
        let said = Said {
            device: centre.into(),
            session: reading.header.session,
            number: reading.header.number,
            heads: control.frontier.clone(),
            lacking: control.wants.clone(),
        };
        return Some(Word { said, itself: true });
    }
    let sender = OfficeId::from(reading.sender.office);
    if session.device().uuid() == centre || !hears_enough(roster, sender, session.office().id) {
        return None;
    }
    let passed = control.received.iter().find(|word| word.peer == centre)?;
    let said = Said {
        device: centre.into(),
        session: passed.session,
        number: passed.counter,
        heads: passed.heads.clone(),
        lacking: passed.lacking.clone(),
    };
    Some(Word {
        said,
        itself: false,
    })
}

impl Word {
    /// Keeps the word in the transaction of its bundle. `belief` is how the sender's own word counted.
    pub(crate) fn keep(&self, arrival: &Arrival<'_>, belief: Belief) -> Result<(), StoreError> {
        if belief == Belief::Older {
            return Ok(());
        }
        if !self.itself {
            // The centre numbers its bundles; a late stick says what was said before.
            let known = arrival.setting(SAID)?.and_then(|text| read(&text));
            if known.is_some_and(|known| self.said.number < known.number) {
                return Ok(());
            }
            let heads: Vec<ChangeHash> = self.said.heads.iter().map(|head| head.hash).collect();
            arrival.hear_about(self.said.device, &heads, &self.said.lacking)?;
        }
        // Of what it asks for only changes matter that it may have gone on without: those held here, and those declared lost.
        let read = arrival.reader();
        let mut said = self.said.clone();
        said.lacking.clear();
        for hash in &self.said.lacking {
            if read.holds(hash)? || read.is_declared_lost(hash)? {
                said.lacking.push(*hash);
            }
        }
        // A word is what was read a moment ago; it can be written.
        let text = serde_json::to_string(&said).unwrap_or_default();
        arrival.set_setting(SAID, &text)
    }
}

/// Tells whether an office hears of the centre all that another one needs to know, and may tell it.
fn hears_enough(roster: &Roster, teller: OfficeId, listener: OfficeId) -> bool {
    let centre = OfficeId::from(roster.centre_device().office);
    let needed = between(roster, listener, centre);
    needed.is_subset(&between(roster, teller, centre))
        && needed.is_subset(&between(roster, teller, listener))
}

fn kept(read: &Reader<'_>) -> Result<Option<Said>, CaseworkError> {
    Ok(read.setting(SAID)?.and_then(|text| self::read(&text)))
}

fn read(text: &str) -> Option<Said> {
    serde_json::from_str(text).ok()
}
