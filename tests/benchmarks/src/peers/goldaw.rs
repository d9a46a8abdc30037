//! Our own engine: the encrypted store, signed changes, sealed bundles. Everything the product does but its screens.
//!
//! Twenty-one computers of one office and the centre that takes over. `LISTS` says as what the cases are kept: as people, with lists, names
//! sorted and words to be found, or as a kind of record that no list shows.

mod district;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goldaw_bundle::{
    Aids, Attachment, BundleError, Contents, Control, Envelope, HeadSignature, Limits, open,
    seal_from, sealed_part,
};
use goldaw_changes::{ChangeHash, Clock, Incarnation, StreamId};
use goldaw_domain::calendar::Calendar;
use goldaw_domain::due::{RiskTimes, Times};
use goldaw_domain::ids::{OfficeId, RecordId};
use goldaw_domain::{Fields, RecordKind};
use goldaw_store::exchange::SignedHead;
use goldaw_store::{Author, Intent, Rules, Store, StoreError, StoreKey, Write};
use goldaw_trust::{DeviceKeys, DevicePublic, Roster};
use uuid::Uuid;

use district::{OFFICE, device, enrol, keys_of, office_of};

use crate::peer::{Cells, HUB, NEWCOMER, Outcome, Peer, Wire, empty_cells, place};
use crate::workload::{Chance, FIELDS, Save, Work};

const KEY: StoreKey<'static> = StoreKey {
    key: &[7; 32],
    salt: &[9; 16],
};
/// A morning in November 2026, where the clocks of all begin.
const MORNING: u64 = 1_795_000_000_000;
/// Changes the product merges at once.
const BATCH: usize = 2_000;
/// Most changes one bundle of the product carries.
const MOST_CHANGES: u32 = 200_000;

/// One store of one computer.
pub struct Goldaw<const LISTS: bool> {
    store: Store,
    path: PathBuf,
    keys: DeviceKeys,
    roster: Roster,
    recipients: Vec<DevicePublic>,
    author: Author,
    base: Clock,
    ids: Vec<RecordId>,
    now: u64,
    clock: Chance,
    bundles: u64,
}

fn path(folder: &Path, author: u32) -> PathBuf {
    folder.join(format!("goldaw-{author}.db"))
}

fn remove(path: &Path) {
    crate::peers::sqlite::remove(path);
}

fn rules() -> Rules {
    let times = RiskTimes {
        first_visit: 2,
        visit_interval: 5,
    };
    Rules {
        times: Times {
            low: times,
            medium: times,
            high: times,
            appeal_decision: 1,
        },
        calendar: Calendar::default(),
    }
}

impl<const LISTS: bool> Goldaw<LISTS> {
    const KIND: RecordKind = if LISTS {
        RecordKind::Person
    } else {
        RecordKind::Device
    };

    fn sit_down(
        folder: &Path,
        work: &Work,
        author: u32,
        store: Store,
        path: PathBuf,
    ) -> Outcome<Self> {
        let heads: Vec<ChangeHash> = store
            .read()
            .frontier()?
            .iter()
            .map(|head| head.hash)
            .collect();
        let base = store.read().holds_of_heads(&heads)?;
        let to = if author == HUB {
            vec![1, NEWCOMER]
        } else {
            vec![HUB]
        };
        let recipients = to
            .into_iter()
            .map(|to| Ok(keys_of(folder, to)?.public()))
            .collect::<Outcome<_>>()?;
        Ok(Self {
            store,
            path,
            keys: keys_of(folder, author)?,
            roster: Roster::decode(&fs::read(folder.join("roster"))?)?,
            recipients,
            author: Author {
                device: device(author).into(),
                incarnation: Incarnation(Uuid::from_u128(
                    u128::from(Chance::of(&[4, author.into()]).draw()) << 40,
                )),
                scope: OfficeId::from(OFFICE),
                worker: Uuid::from_u128(0x2000 + u128::from(author)).into(),
                office: office_of(author).into(),
                role: "specialist".to_owned(),
            },
            base,
            ids: (0..work.cases).map(|case| work.id(case).into()).collect(),
            now: MORNING + 86_400_000 * u64::from(author != HUB),
            clock: Chance::of(&[5, author.into()]),
            bundles: 0,
        })
    }

    /// Some minutes pass between two saves.
    fn later(&mut self) -> u64 {
        self.now += 60_000 + self.clock.below(540_000);
        self.now
    }

    fn intent(&self, action: &str, edits: &Save) -> Intent {
        let mut writes: Vec<Write> = Vec::new();
        for edit in edits {
            let record = self.ids[edit.case as usize];
            let name = FIELDS[usize::from(edit.field)].to_owned();
            let value = edit.value.clone().into();
            match writes.iter_mut().find(|write| write.record == record) {
                Some(write) => {
                    write.fields.insert(name, value);
                }
                None => writes.push(Write {
                    record,
                    kind: Self::KIND,
                    fields: Fields::from([(name, value)]),
                }),
            }
        }
        Intent {
            action: action.to_owned(),
            reason: None,
            writes,
        }
    }

    fn seal(&mut self, held: &Clock) -> Outcome<Vec<u8>> {
        self.seal_with(held, Vec::new())
    }

    /// What somebody holds who holds everything here.
    fn everything(&self) -> Outcome<Clock> {
        let read = self.store.read();
        let heads: Vec<ChangeHash> = read.frontier()?.iter().map(|head| head.hash).collect();
        Ok(read.holds_of_heads(&heads)?)
    }

    /// Loads a snapshot: its sender, its heads and everything in it are proven before the transaction ends.
    fn load(&mut self, whole: &[u8]) -> Outcome<()> {
        let opened = open(whole, &self.keys, Some(&self.roster), &Limits::default())?;
        let runs = opened.contents.attachments.into_iter();
        let runs = runs.map(|attachment| Ok(attachment.bytes));
        let signed = &opened.contents.head_signatures;
        let doubted = |one: &HeadSignature| opened.unproven.iter().any(|(two, _)| two == one);
        let now = self.later();
        self.store.load_snapshot(runs, now, |arrival| {
            for head in arrival.frontier()? {
                let own = signed.iter().find(|one| one.head == head && !doubted(one));
                let own = own.ok_or(StoreError::LogDisagrees)?;
                arrival.keep_head_signature(&SignedHead {
                    head: head.hash,
                    device: own.device.into(),
                    signature: own.signature.to_vec(),
                })?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn seal_with(&mut self, held: &Clock, attachments: Vec<Attachment>) -> Outcome<Vec<u8>> {
        let scopes = [self.author.scope];
        self.store.end_salt_runs()?;
        let read = self.store.read();
        let outgoing = read.outgoing(&scopes, held, &[], MOST_CHANGES)?;
        if outgoing.len() == MOST_CHANGES as usize {
            return Err("more than one bundle carries".into());
        }
        let frontier = read.frontier()?;
        let mut head_signatures = Vec::new();
        for head in &frontier {
            if head.stream.device == self.author.device {
                head_signatures.push(HeadSignature::sign(*head, &self.keys));
            } else if let Some(kept) = read.head_signature(&head.hash)? {
                head_signatures.push(HeadSignature {
                    head: *head,
                    device: kept.device.uuid(),
                    signature: kept.signature.as_slice().try_into()?,
                });
            }
        }
        let mut first: BTreeMap<StreamId, u64> = BTreeMap::new();
        for change in &outgoing {
            let header = change.raw.read_header()?;
            let from = first.entry(header.stream).or_insert(header.sequence);
            *from = header.sequence.min(*from);
        }
        let mut runs = Vec::new();
        for (stream, from) in first {
            runs.extend(read.salt_runs(&stream, from)?);
        }
        let contents = Contents {
            envelope: Envelope {
                sender_office: self.author.office.uuid(),
                made_at_ms: self.now as i64,
                previous: None,
                roster: None,
            },
            control: Control {
                frontier,
                ..Control::default()
            },
            changes: Vec::new(),
            head_signatures,
            attachments,
        };
        self.bundles += 1;
        let recipients: Vec<&DevicePublic> = self.recipients.iter().collect();
        let aids = Aids {
            runs: &runs,
            ..Aids::NONE
        };
        let life = *self.author.incarnation.0.as_bytes();
        Ok(seal_from::<BundleError>(
            &contents,
            outgoing.into_iter().map(|change| Ok(change.raw)),
            aids,
            &self.keys,
            (&recipients, self.bundles, life),
        )?)
    }
}

impl<const LISTS: bool> Peer for Goldaw<LISTS> {
    const DURABLE: bool = true;

    fn found(folder: &Path, work: &Work) -> Outcome<()> {
        enrol(folder)?;
        let path = path(folder, HUB);
        remove(&path);
        let store = Store::create(&path, &KEY, rules())?;
        let mut hub = Self::sit_down(folder, work, HUB, store, path.clone())?;
        let mut intents = Vec::new();
        for case in 0..work.cases {
            let edits = (0..FIELDS.len() as u8).map(|field| crate::workload::Edit {
                case,
                field,
                value: work.base(case, field),
            });
            intents.push(hub.intent("register_person", &edits.collect()));
            if intents.len() == 500 || case + 1 == work.cases {
                let now = hub.later();
                hub.store.commit(&hub.author, &intents, None, now)?;
                intents.clear();
            }
        }
        hub.tidy()?;
        drop(hub);
        fs::rename(path, folder.join("base"))?;
        Ok(())
    }

    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self> {
        let path = path(folder, author);
        remove(&path);
        fs::copy(folder.join("base"), &path)?;
        let store = Store::open(&path, &KEY, rules())?;
        Self::sit_down(folder, work, author, store, path)
    }

    fn save(&mut self, save: &Save) -> Outcome<()> {
        let now = self.later();
        let intent = self.intent("correct_person", save);
        self.store.commit(&self.author, &[intent], None, now)?;
        Ok(())
    }

    /// Each save with its own time, and a hundred of them in one transaction.
    fn save_all(&mut self, saves: &[Save]) -> Outcome<()> {
        for some in saves.chunks(100) {
            let now = self.later();
            let intents: Vec<Intent> = some
                .iter()
                .map(|save| self.intent("correct_person", save))
                .collect();
            self.store.commit(&self.author, &intents, None, now)?;
        }
        Ok(())
    }

    fn delta(&mut self) -> Outcome<Vec<u8>> {
        let base = self.base.clone();
        self.seal(&base)
    }

    /// Raw: the exact bytes of the changes. Packed: the body before it is padded and sealed, with the signatures of the heads.
    fn wire(&self, delta: &[u8]) -> Outcome<Wire> {
        let folder = self.path.parent().ok_or("no folder")?;
        let receiver = keys_of(folder, HUB)?;
        let opened = open(delta, &receiver, Some(&self.roster), &Limits::default())?;
        let raw = opened.contents.changes.iter();
        let age_file = age::Decryptor::new_buffered(sealed_part(delta)?)?;
        let identity: &dyn age::Identity = receiver.seal_secret();
        let mut body_length = [0; 8];
        std::io::Read::read_exact(
            &mut age_file.decrypt(std::iter::once(identity))?,
            &mut body_length,
        )?;
        Ok(Wire {
            raw: raw
                .map(|change| change.header.len() + change.payload.as_ref().map_or(0, Vec::len))
                .sum(),
            packed: u64::from_be_bytes(body_length) as usize,
            file: delta.len(),
        })
    }

    fn take(&mut self, delta: &[u8]) -> Outcome<()> {
        let opened = open(delta, &self.keys, Some(&self.roster), &Limits::default())?;
        let signatures: Vec<SignedHead> = opened
            .contents
            .head_signatures
            .iter()
            .filter(|signed| {
                !opened
                    .unproven
                    .iter()
                    .any(|(doubted, _)| doubted == *signed)
            })
            .map(|signed| SignedHead {
                head: signed.head.hash,
                device: signed.device.into(),
                signature: signed.signature.to_vec(),
            })
            .collect();
        let now = self.later();
        let mut taking = self.store.begin_taking_over(now)?;
        let mut changes = opened.contents.changes.into_iter().peekable();
        while changes.peek().is_some() {
            taking.merge(changes.by_ref().take(BATCH).collect())?;
        }
        while taking.go_on()?.is_some() {}
        for signed in &signatures {
            taking.arrival().keep_head_signature(signed)?;
        }
        taking.keep()?;
        Ok(())
    }

    /// Old changes are folded, a run at a time.
    fn tidy(&mut self) -> Outcome<()> {
        while self.store.fold()? > 0 {}
        Ok(())
    }

    /// The folds, as attachments of a bundle without changes.
    fn whole(&mut self) -> Outcome<Vec<u8>> {
        let snapshot = self.store.snapshot(&[self.author.scope])?;
        let snapshot = snapshot.ok_or("more than one bundle should bring")?;
        let attachments = snapshot.runs.into_iter().map(Attachment::of).collect();
        let nothing_new = self.everything()?;
        self.seal_with(&nothing_new, attachments)
    }

    fn join(folder: &Path, work: &Work, whole: &[u8]) -> Outcome<Self> {
        let path = path(folder, NEWCOMER);
        remove(&path);
        let store = Store::create(&path, &KEY, rules())?;
        let mut newcomer = Self::sit_down(folder, work, NEWCOMER, store, path)?;
        newcomer.load(whole)?;
        Ok(newcomer)
    }

    fn cells(&mut self, work: &Work) -> Outcome<Cells> {
        let mut cells = empty_cells(work);
        for (case, id) in self.ids.iter().enumerate() {
            for written in self.store.read().history(*id, None)? {
                let field = FIELDS.iter().position(|name| *name == written.field);
                if let (true, Some(field), Some(value)) =
                    (written.counts, field, written.value.as_str())
                {
                    cells[place(case as u32, field)].push(value.to_owned());
                }
            }
        }
        Ok(cells)
    }

    fn look(&mut self, _: &Work) -> Outcome<usize> {
        let mut seen = 0;
        for id in &self.ids {
            seen += self
                .store
                .read()
                .document(*id)?
                .map_or(0, |document| document.fields.len());
        }
        Ok(seen)
    }

    fn copy(&mut self, folder: &Path, work: &Work) -> Outcome<Self> {
        // File and log together are what a backup of a closed store holds.
        let path = folder.join("goldaw-copy.db");
        remove(&path);
        for end in ["", "-wal"] {
            let beside = |path: &Path| {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                PathBuf::from(name)
            };
            if beside(&self.path).exists() {
                fs::copy(beside(&self.path), beside(&path))?;
            }
        }
        let store = Store::open(&path, &KEY, rules())?;
        let mut copy = Self::sit_down(folder, work, HUB, store, path)?;
        copy.keys = self.keys.clone();
        copy.author = self.author.clone();
        copy.recipients.clone_from(&self.recipients);
        copy.base = self.base.clone();
        copy.now = self.now;
        Ok(copy)
    }

    fn disk(self) -> Outcome<u64> {
        drop(self.store);
        Ok(fs::metadata(&self.path)?.len())
    }
}
