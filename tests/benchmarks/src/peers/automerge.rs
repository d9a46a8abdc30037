//! Automerge: one document, a map of cases, each a map of fields. Keeps every concurrent value, so it is the referee.

use std::fs;
use std::path::Path;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ChangeHash, ObjId, ObjType, ROOT, ReadDoc};

use crate::peer::{Cells, HUB, Library, NEWCOMER, Outcome, Peer, empty_cells, identity, place};
use crate::workload::{FIELDS, Save, Work};

/// One document.
pub struct Automerge {
    document: AutoCommit,
    cases: Vec<ObjId>,
    base: Vec<ChangeHash>,
}

fn actor(author: u32) -> ActorId {
    ActorId::from(
        [identity(author), identity(author + 1000)]
            .map(u64::to_be_bytes)
            .concat(),
    )
}

impl Automerge {
    fn load(bytes: &[u8], work: &Work, author: u32) -> Outcome<Self> {
        let mut document = AutoCommit::load(bytes)?.with_actor(actor(author));
        let cases = (0..work.cases)
            .map(|case| {
                let found = document.get(ROOT, work.id(case).simple().to_string())?;
                found
                    .map(|(_, id)| id)
                    .ok_or_else(|| "a case is missing".into())
            })
            .collect::<Outcome<_>>()?;
        let base = document.get_heads();
        // Asked once, so that the next answer holds only what is new.
        document.save_incremental();
        Ok(Self {
            document,
            cases,
            base,
        })
    }
}

impl Peer for Automerge {
    const DURABLE: bool = false;

    fn found(folder: &Path, work: &Work) -> Outcome<()> {
        let mut document = AutoCommit::new().with_actor(actor(HUB));
        for case in 0..work.cases {
            let id = document.put_object(ROOT, work.id(case).simple().to_string(), ObjType::Map)?;
            for (field, name) in FIELDS.iter().enumerate() {
                document.put(&id, *name, work.base(case, field as u8))?;
            }
            document.commit();
        }
        fs::write(folder.join("base"), document.save())?;
        Ok(())
    }

    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self> {
        Self::load(&fs::read(folder.join("base"))?, work, author)
    }

    fn save(&mut self, save: &Save) -> Outcome<()> {
        for edit in save {
            let case = &self.cases[edit.case as usize];
            self.document
                .put(case, FIELDS[usize::from(edit.field)], edit.value.as_str())?;
        }
        self.document.commit();
        Ok(())
    }

    fn delta(&mut self) -> Outcome<Vec<u8>> {
        Ok(self.document.save_after(&self.base))
    }

    fn take(&mut self, delta: &[u8]) -> Outcome<()> {
        self.document.load_incremental(delta)?;
        Ok(())
    }

    fn whole(&mut self) -> Outcome<Vec<u8>> {
        Ok(self.document.save())
    }

    fn join(_: &Path, work: &Work, whole: &[u8]) -> Outcome<Self> {
        Self::load(whole, work, NEWCOMER)
    }

    fn cells(&mut self, work: &Work) -> Outcome<Cells> {
        let mut cells = empty_cells(work);
        for (case, id) in self.cases.iter().enumerate() {
            for (field, name) in FIELDS.iter().enumerate() {
                let values = self.document.get_all(id, *name)?;
                cells[place(case as u32, field)] = values
                    .into_iter()
                    .map(|(value, _)| value.as_str().unwrap_or_default().to_owned())
                    .collect();
            }
        }
        Ok(cells)
    }

    fn copy(&mut self, _: &Path, work: &Work) -> Outcome<Self> {
        let saved = self.document.save();
        let actor = self.document.get_actor().clone();
        let mut copy = Self::load(&saved, work, HUB)?;
        copy.document.set_actor(actor);
        copy.base.clone_from(&self.base);
        Ok(copy)
    }

    fn disk(mut self) -> Outcome<u64> {
        Ok(self.document.save().len() as u64)
    }
}

impl Library for Automerge {
    fn unsaved(&mut self) -> Outcome<Vec<u8>> {
        Ok(self.document.save_incremental())
    }
}
