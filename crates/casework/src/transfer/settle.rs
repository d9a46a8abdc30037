//! The centre's part: passing offers on, saying what became of them, and sending after what comes later. Automatic, and from what the
//! records say alone, so it may be repeated at any time, after a power cut too, and changes nothing the second time.

use super::capsule::Capsule;
use super::copy::{Copying, case_of, received};
use super::gather::{belonging, capsule, changes_of, file, is_here, naming, read_capsule};
use super::proof::doubt;
use crate::error::CaseworkError;
use crate::session::Session;
use goldaw_changes::{ChangeHash, RawChange};
use goldaw_domain::codes::{
    CaseOutcome, CaseStatus, HeldBack, Level, TransferAnswer, TransferOutcome,
};
use goldaw_domain::ids::{CaseId, OfficeId, RecordId};
use goldaw_domain::record::VOIDED;
use goldaw_domain::records::{Attachment, Case, Office, Transfer};
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Reader, Write};
use std::collections::BTreeSet;

/// The action under which the centre writes what became of an offer.
const DECIDE: &str = "decide_transfer";

impl Session {
    /// Does what the centre has to do about the transfers of some offices, or about all of them. Elsewhere nothing happens.
    pub(crate) fn settle_transfers(
        &mut self,
        of: Option<&BTreeSet<OfficeId>>,
    ) -> Result<(), CaseworkError> {
        if self.office().level != Level::Centre {
            return Ok(());
        }
        for document in self.read().all(RecordKind::Transfer)? {
            let Some(offer) = document.read::<Transfer>() else {
                continue;
            };
            let ends = [offer.from, offer.to];
            let theirs = of.is_none_or(|of| ends.iter().flatten().any(|end| of.contains(end)));
            if theirs && offer.origin.is_none() && offer.from == Some(document.scope) {
                self.settle_transfer(&document, offer)?;
            }
        }
        Ok(())
    }

    fn settle_transfer(
        &mut self,
        document: &Document,
        offer: Transfer,
    ) -> Result<(), CaseworkError> {
        let (Some(to), Some(case)) = (offer.to, offer.case) else {
            return Ok(());
        };
        let here = received(document.id, to);
        let Some(other) = self.read().document(here)? else {
            return self.forward(document, offer, to);
        };
        let other_offer: Transfer = other.read().unwrap_or_default();
        self.lend_late(&other_offer, document.scope, to)?;
        let offer = match offer.outcome {
            Some(_) => offer,
            None => match became(&offer, &other_offer) {
                Some(outcome) => self.decide(document, offer, &other_offer, outcome)?,
                None => return Ok(()),
            },
        };
        let told = Transfer {
            outcome: offer.outcome,
            decided_on: offer.decided_on,
            ..other_offer.clone()
        };
        self.write_one(other.scope, DECIDE, Write::difference(&other, &told))?;
        if offer.outcome == Some(TransferOutcome::Accepted) {
            self.close(case, CaseOutcome::Transferred)?;
            return self.send_after(&offer, here);
        }
        // Accepted too late: the giving office has kept the case.
        self.close(case_of(here, case), CaseOutcome::NotTransferred)
    }

    /// Passes an offer on to the other office, or says why not.
    fn forward(
        &mut self,
        document: &Document,
        offer: Transfer,
        to: OfficeId,
    ) -> Result<(), CaseworkError> {
        if offer.outcome.is_some() {
            return Ok(());
        }
        if offer.withdrawn.is_some() {
            let outcome = TransferOutcome::Withdrawn;
            self.decide(document, offer, &Transfer::default(), outcome)?;
            return Ok(());
        }
        let read = self.read();
        let content = offer.capsule.clone().unwrap_or_default();
        let Some(bytes) = file(&read, document.scope, &content)? else {
            return Ok(()); // The capsule has not arrived yet.
        };
        let office = read
            .document(to)?
            .and_then(|office| office.read::<Office>());
        let doubt = match office {
            None => Some(HeldBack::UnknownOffice),
            Some(_) => doubt(&read, document.scope, &offer, &bytes)?,
        };
        let today = self.today();
        let told = Transfer {
            held_back: doubt,
            forwarded_on: doubt.is_none().then_some(today),
            ..offer.clone()
        };
        if doubt.is_none() {
            let here = received(document.id, to);
            let passed_on = Transfer {
                origin: Some(document.id),
                held_back: None,
                ..told.clone()
            };
            let files = read_capsule(&read, document.scope, offer.capsule.as_ref())?;
            self.store_mut().put_file(to, bytes.as_slice())?;
            self.lend(&files, document.scope, to)?;
            let mut writes = naming(here, &content, Some(&files));
            writes.insert(0, Write::new(here, &passed_on));
            self.write_in(to, "forward_transfer", None, writes)?;
        }
        let action = if doubt.is_some() {
            "hold_back_transfer"
        } else {
            "forward_transfer"
        };
        self.write_one(document.scope, action, Write::difference(document, &told))
    }

    /// Keeps for the receiving office the files of a capsule that are here; files are kept and sent by office.
    fn lend(
        &mut self,
        capsule: &Capsule,
        from: OfficeId,
        to: OfficeId,
    ) -> Result<(), CaseworkError> {
        let files = capsule.of::<Attachment>();
        for content in files.filter_map(|(_, attachment)| attachment.content) {
            if !is_here(&self.read(), to, &content)?
                && let Some(bytes) = file(&self.read(), from, &content)?
            {
                self.store_mut().put_file(to, bytes.as_slice())?;
            }
        }
        Ok(())
    }

    /// Keeps for the receiving office what has come of its files since the capsule was passed on.
    fn lend_late(
        &mut self,
        offer: &Transfer,
        from: OfficeId,
        to: OfficeId,
    ) -> Result<(), CaseworkError> {
        match newest(&self.read(), to, offer) {
            Some(capsule) => self.lend(&capsule, from, to),
            None => Ok(()),
        }
    }

    /// Writes into the giving office's record what became of the offer, and what the other office answered.
    fn decide(
        &mut self,
        document: &Document,
        offer: Transfer,
        other: &Transfer,
        outcome: TransferOutcome,
    ) -> Result<Transfer, CaseworkError> {
        let decided = Transfer {
            outcome: Some(outcome),
            decided_on: Some(self.today()),
            held_back: None,
            answer: other.answer,
            answer_reason: other.answer_reason.clone(),
            answered_by: other.answered_by,
            answered_on: other.answered_on,
            number: other.number.clone(),
            ..offer
        };
        let write = Write::difference(document, &decided);
        self.write_one(document.scope, DECIDE, write)?;
        Ok(decided)
    }

    /// Closes a case of another office, once.
    fn close(&mut self, case: CaseId, outcome: CaseOutcome) -> Result<(), CaseworkError> {
        let Some(document) = self.read().document(case)? else {
            return Ok(());
        };
        let before: Case = document.read().unwrap_or_default();
        if before.outcome.is_some() {
            return Ok(());
        }
        let after = Case {
            status: Some(CaseStatus::Closed),
            outcome: Some(outcome),
            ..before
        };
        self.write_one(document.scope, DECIDE, Write::difference(&document, &after))
    }

    /// Sends after what the giving office wrote, or learned, about the case since the newest capsule.
    fn send_after(&mut self, offer: &Transfer, here: RecordId) -> Result<(), CaseworkError> {
        let read = self.read();
        let Some(other) = read.document(here)? else {
            return Ok(());
        };
        let told: Transfer = other.read().unwrap_or_default();
        let Some(case) = offer
            .case
            .map(|case| read.document(case))
            .transpose()?
            .flatten()
        else {
            return Ok(());
        };
        let Some(newest) = newest(&read, other.scope, &told) else {
            return Ok(());
        };
        let along = offer.along.as_deref().unwrap_or_default();
        let mut documents = belonging(&read, &case, along)?;
        // What went along once is followed, whatever has become of it.
        for id in newest.ids() {
            if !documents.iter().any(|document| document.id == id) {
                documents.extend(read.document(id)?);
            }
        }
        documents.sort_by_key(|document| document.id);
        let sent: BTreeSet<ChangeHash> = newest.changes.iter().map(RawChange::hash).collect();
        let late = changes_of(&read, &documents)?;
        // That the case is closed here is no news there.
        let news =
            |(change, action): (&ChangeHash, &String)| !sent.contains(change) && action != DECIDE;
        if !late.iter().any(news) {
            return Ok(());
        }
        let packed = capsule(&read, &case, &documents, self.keys())?;
        let bytes = packed.encode()?;
        let kept = self.store_mut().put_file(other.scope, bytes.as_slice())?;
        let content = kept.0.to_hex();
        self.lend(&packed, case.scope, other.scope)?;
        let copying = Copying::new((here, &told), &packed, &content);
        let read = self.read();
        let mut writes = naming(here, &content, Some(&packed));
        for kept in &packed.about.records {
            if kept.kind == Case::KIND.name() || read.document(copying.here(kept.id))?.is_some() {
                continue;
            }
            let hidden = kept.fields.contains_key(VOIDED);
            writes.extend(copying.write(kept).filter(|_| !hidden));
        }
        let later = Transfer {
            later: Some(content.clone()),
            ..told
        };
        writes.insert(0, Write::difference(&other, &later));
        self.write_in(other.scope, "send_after_transfer", None, writes)?;
        Ok(())
    }

    fn write_one(
        &mut self,
        scope: OfficeId,
        action: &str,
        write: Write,
    ) -> Result<(), CaseworkError> {
        if write.fields.is_empty() {
            return Ok(());
        }
        self.write_in(scope, action, None, vec![write])
    }
}

/// Returns the newest capsule of a transfer that can be read: what stands in the receiving office's record may be wrong, and must not hold up
/// what else the centre has to do.
fn newest(read: &Reader<'_>, scope: OfficeId, told: &Transfer) -> Option<Capsule> {
    let named = [told.later.as_ref(), told.capsule.as_ref()];
    let mut named = named.into_iter().flatten();
    named.find_map(|content| read_capsule(read, scope, Some(content)).ok())
}

/// Says what became of an offer: what reaches the centre first counts. An answer that is here stands before a withdrawal that is here,
/// because the withdrawal would have counted when it came, had the answer not been there.
fn became(offer: &Transfer, other: &Transfer) -> Option<TransferOutcome> {
    match other.answer {
        Some(TransferAnswer::Accepted) => Some(TransferOutcome::Accepted),
        Some(TransferAnswer::Refused) => Some(TransferOutcome::Refused),
        None => offer.withdrawn.as_ref().map(|_| TransferOutcome::Withdrawn),
    }
}
