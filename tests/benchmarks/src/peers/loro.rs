//! Loro: one document, a map of cases, each a map of fields.

use std::fs;
use std::path::Path;

use loro::{Container, ExportMode, LoroDoc, LoroMap, LoroValue, ValueOrContainer, VersionVector};

use crate::peer::{Cells, HUB, Library, NEWCOMER, Outcome, Peer, empty_cells, identity, place};
use crate::workload::{FIELDS, Save, Work};

/// One document.
pub struct Loro {
    document: LoroDoc,
    cases: Vec<LoroMap>,
    base: VersionVector,
    saved: VersionVector,
}

impl Loro {
    fn load(bytes: &[u8], work: &Work, author: u32) -> Outcome<Self> {
        let document = LoroDoc::new();
        document.set_peer_id(identity(author))?;
        document.import(bytes)?;
        let root = document.get_map("cases");
        let cases = (0..work.cases)
            .map(|case| match root.get(&work.id(case).simple().to_string()) {
                Some(ValueOrContainer::Container(Container::Map(map))) => Ok(map),
                _ => Err("a case is missing".into()),
            })
            .collect::<Outcome<_>>()?;
        let base = document.oplog_vv();
        Ok(Self {
            document,
            cases,
            saved: base.clone(),
            base,
        })
    }
}

impl Peer for Loro {
    const DURABLE: bool = false;

    fn found(folder: &Path, work: &Work) -> Outcome<()> {
        let document = LoroDoc::new();
        document.set_peer_id(identity(HUB))?;
        let root = document.get_map("cases");
        for case in 0..work.cases {
            let map = root.insert_container(&work.id(case).simple().to_string(), LoroMap::new())?;
            for (field, name) in FIELDS.iter().enumerate() {
                map.insert(name, work.base(case, field as u8))?;
            }
            document.commit();
        }
        fs::write(folder.join("base"), document.export(ExportMode::Snapshot)?)?;
        Ok(())
    }

    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self> {
        Self::load(&fs::read(folder.join("base"))?, work, author)
    }

    fn save(&mut self, save: &Save) -> Outcome<()> {
        for edit in save {
            self.cases[edit.case as usize]
                .insert(FIELDS[usize::from(edit.field)], edit.value.as_str())?;
        }
        self.document.commit();
        Ok(())
    }

    fn delta(&mut self) -> Outcome<Vec<u8>> {
        Ok(self.document.export(ExportMode::updates(&self.base))?)
    }

    fn take(&mut self, delta: &[u8]) -> Outcome<()> {
        let status = self.document.import(delta)?;
        match status.pending {
            Some(pending) => Err(format!("waits for {pending:?}").into()),
            None => Ok(()),
        }
    }

    fn whole(&mut self) -> Outcome<Vec<u8>> {
        Ok(self.document.export(ExportMode::Snapshot)?)
    }

    fn join(_: &Path, work: &Work, whole: &[u8]) -> Outcome<Self> {
        Self::load(whole, work, NEWCOMER)
    }

    fn cells(&mut self, work: &Work) -> Outcome<Cells> {
        let mut cells = empty_cells(work);
        for (case, map) in self.cases.iter().enumerate() {
            for (field, name) in FIELDS.iter().enumerate() {
                if let Some(ValueOrContainer::Value(LoroValue::String(value))) = map.get(name) {
                    cells[place(case as u32, field)] = vec![value.to_string()];
                }
            }
        }
        Ok(cells)
    }

    fn copy(&mut self, _: &Path, work: &Work) -> Outcome<Self> {
        let saved = self.document.export(ExportMode::Snapshot)?;
        let mut copy = Self::load(&saved, work, HUB)?;
        copy.document.set_peer_id(self.document.peer_id())?;
        copy.base = self.base.clone();
        Ok(copy)
    }

    fn disk(self) -> Outcome<u64> {
        Ok(self.document.export(ExportMode::Snapshot)?.len() as u64)
    }
}

impl Library for Loro {
    fn unsaved(&mut self) -> Outcome<Vec<u8>> {
        let update = self.document.export(ExportMode::updates(&self.saved))?;
        self.saved = self.document.oplog_vv();
        Ok(update)
    }
}
