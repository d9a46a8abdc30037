//! Yrs, the Rust Yjs: one document, a map of cases, each a map of fields. Updates in its version 2, the smaller.

use std::fs;
use std::path::Path;

use yrs::updates::decoder::Decode;
use yrs::{Any, Doc, Map, MapPrelim, MapRef, Out, ReadTxn, StateVector, Transact, Update};

use crate::peer::{Cells, HUB, Library, NEWCOMER, Outcome, Peer, empty_cells, identity, place};
use crate::workload::{FIELDS, Save, Work};

/// One document.
pub struct Yrs {
    document: Doc,
    author: u32,
    cases: Vec<MapRef>,
    base: StateVector,
    unsaved: Vec<u8>,
}

impl Yrs {
    fn load(bytes: &[u8], work: &Work, author: u32) -> Outcome<Self> {
        let document = Doc::with_client_id(identity(author) >> 11);
        let root = document.get_or_insert_map("cases");
        document
            .transact_mut()
            .apply_update(Update::decode_v2(bytes)?)?;
        let transaction = document.transact();
        let cases = (0..work.cases)
            .map(
                |case| match root.get(&transaction, &work.id(case).simple().to_string()) {
                    Some(Out::YMap(map)) => Ok(map),
                    _ => Err("a case is missing".into()),
                },
            )
            .collect::<Outcome<_>>()?;
        let base = transaction.state_vector();
        drop(transaction);
        Ok(Self {
            document,
            author,
            cases,
            base,
            unsaved: Vec::new(),
        })
    }
}

impl Peer for Yrs {
    const DURABLE: bool = false;

    fn found(folder: &Path, work: &Work) -> Outcome<()> {
        let document = Doc::with_client_id(identity(HUB) >> 11);
        let root = document.get_or_insert_map("cases");
        for case in 0..work.cases {
            let mut transaction = document.transact_mut();
            let map = root.insert(
                &mut transaction,
                work.id(case).simple().to_string(),
                MapPrelim::default(),
            );
            for (field, name) in FIELDS.iter().enumerate() {
                map.insert(&mut transaction, *name, work.base(case, field as u8));
            }
        }
        let bytes = document
            .transact()
            .encode_state_as_update_v2(&StateVector::default());
        fs::write(folder.join("base"), bytes)?;
        Ok(())
    }

    fn start(folder: &Path, work: &Work, author: u32) -> Outcome<Self> {
        Self::load(&fs::read(folder.join("base"))?, work, author)
    }

    fn save(&mut self, save: &Save) -> Outcome<()> {
        let mut transaction = self.document.transact_mut();
        for edit in save {
            self.cases[edit.case as usize].insert(
                &mut transaction,
                FIELDS[usize::from(edit.field)],
                edit.value.as_str(),
            );
        }
        self.unsaved = transaction.encode_update_v2();
        Ok(())
    }

    fn delta(&mut self) -> Outcome<Vec<u8>> {
        Ok(self
            .document
            .transact()
            .encode_state_as_update_v2(&self.base))
    }

    fn take(&mut self, delta: &[u8]) -> Outcome<()> {
        let update = Update::decode_v2(delta)?;
        self.document.transact_mut().apply_update(update)?;
        Ok(())
    }

    fn whole(&mut self) -> Outcome<Vec<u8>> {
        let everything = StateVector::default();
        Ok(self
            .document
            .transact()
            .encode_state_as_update_v2(&everything))
    }

    fn join(_: &Path, work: &Work, whole: &[u8]) -> Outcome<Self> {
        Self::load(whole, work, NEWCOMER)
    }

    fn cells(&mut self, work: &Work) -> Outcome<Cells> {
        let mut cells = empty_cells(work);
        let transaction = self.document.transact();
        for (case, map) in self.cases.iter().enumerate() {
            for (field, name) in FIELDS.iter().enumerate() {
                if let Some(Out::Any(Any::String(value))) = map.get(&transaction, name) {
                    cells[place(case as u32, field)] = vec![value.to_string()];
                }
            }
        }
        Ok(cells)
    }

    fn copy(&mut self, _: &Path, work: &Work) -> Outcome<Self> {
        let mut copy = Self::load(&self.whole()?, work, self.author)?;
        copy.base = self.base.clone();
        Ok(copy)
    }

    fn disk(mut self) -> Outcome<u64> {
        Ok(self.whole()?.len() as u64)
    }
}

impl Library for Yrs {
    fn unsaved(&mut self) -> Outcome<Vec<u8>> {
        Ok(std::mem::take(&mut self.unsaved))
    }
}
