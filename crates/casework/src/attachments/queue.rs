//! Which manifests and pieces go into a bundle: pure, so that every order and every budget can be tried.
//!
//! A piece waits from the moment its record was written; once packed it goes to the end and waits again until it is known to be there. So a
//! stick that never comes back does not make the next one carry the same pieces, and nothing waits for ever. Small files of open cases
//! are let through first, the first time.

use goldaw_bundle::{Attachment, FileManifest};
use goldaw_domain::ids::OfficeId;
use goldaw_store::pieces::{Content, Mark, Part};
use std::collections::{BTreeMap, BTreeSet};

/// A file up to this size is a small one, in bytes.
const SMALL: u64 = 1 << 20;

/// A file of which the other side lacks something.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    /// The office whose records name it.
    pub scope: OfficeId,
    /// Hash of the whole.
    pub content: Content,
    /// Number in the log of the change that names it.
    pub since: i64,
    /// It belongs to an open case.
    pub of_open_case: bool,
    /// Hash of its manifest, when the other side may lack it. Not that of the content: a file of one piece has its piece's.
    pub manifest: Option<Content>,
    /// Its pieces in order.
    pub parts: Vec<WaitingPart>,
}

/// A piece of such a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct WaitingPart {
    pub part: Part,
    /// It is here.
    pub here: bool,
    /// The other side may lack it.
    pub lacking: bool,
}

/// What goes into a bundle, as places in the list of files, in the order to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Files whose manifests go.
    pub manifests: Vec<usize>,
    /// Pieces that go: the file and the place in it.
    pub pieces: Vec<(usize, usize)>,
    /// Files of which nothing is left to pack for the first time.
    pub done: u32,
}

/// Chooses what fits a budget in bytes of the body: manifests in at most a quarter of it, then pieces, each with its manifest. What does
/// not fit is passed over for what does, and is the first to be tried the next time.
pub(super) fn choose(files: &[Waiting], marks: &BTreeMap<Content, Mark>, budget: u64) -> Chosen {
    let mut packing = Packing {
        left: budget,
        chosen: Chosen::default(),
        hashes: BTreeSet::new(),
    };
    let lacking = files.iter().enumerate();
    let mut by_turn: Vec<(usize, Content)> = lacking
        .filter_map(|(at, file)| Some((at, file.manifest?)))
        .collect();
    by_turn.sort_by_key(|(at, hash)| turn(&files[*at], hash, marks));
    for (at, hash) in by_turn {
        if manifest_room(&files[at]) + (budget - packing.left) <= budget / 4 {
            packing.manifest(at, hash, &files[at]);
        }
    }
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let sendable = |place: &usize| file.parts[*place].here && file.parts[*place].lacking;
        pieces.extend(
            (0..file.parts.len())
                .filter(sendable)
                .map(|place| (at, place)),
        );
    }
    pieces.sort_by_cached_key(|(at, place)| {
        let file = &files[*at];
        (
            turn(file, &file.parts[*place].part.hash, marks),
            *at,
            *place,
        )
    });
    for (at, place) in pieces {
        packing.piece(at, place, &files[at]);
    }
    let done = files.iter().filter(|file| packing.is_done(file, marks));
    packing.chosen.done = u32::try_from(done.count()).unwrap_or(u32::MAX);
    packing.chosen
}

/// Returns where something stands in the queue: before everything else a small file's of an open case that was never packed.
fn turn(file: &Waiting, hash: &Content, marks: &BTreeMap<Content, Mark>) -> (bool, Mark) {
    let never = Mark {
        upto: file.since,
        bundle: 0,
    };
    let size: u64 = file.parts.iter().map(|one| u64::from(one.part.bytes)).sum();
    match marks.get(hash) {
        Some(mark) => (true, *mark),
        None => (!file.of_open_case || size > SMALL, never),
    }
}

fn manifest_room(file: &Waiting) -> u64 {
    Attachment::room(FileManifest::encoded_length(file.parts.len()) as u64)
}

struct Packing {
    left: u64,
    chosen: Chosen,
    /// Pieces and manifests in the bundle; what two files share goes once.
    hashes: BTreeSet<Content>,
}

impl Packing {
    fn manifest(&mut self, at: usize, hash: Content, file: &Waiting) {
        self.left -= manifest_room(file);
        self.chosen.manifests.push(at);
        self.hashes.insert(hash);
    }

    fn piece(&mut self, at: usize, place: usize, file: &Waiting) {
        let part = &file.parts[place].part;
        let manifest = file.manifest.filter(|hash| !self.hashes.contains(hash));
        let alone = if self.hashes.contains(&part.hash) {
            0
        } else {
            Attachment::room(u64::from(part.bytes))
        };
        let room = alone + manifest.map_or(0, |_| manifest_room(file));
        if room > self.left {
            return;
        }
        if let Some(hash) = manifest {
            self.manifest(at, hash, file);
        }
        if self.hashes.insert(part.hash) {
            self.left -= alone;
            self.chosen.pieces.push((at, place));
        }
    }

    fn is_done(&self, file: &Waiting, marks: &BTreeMap<Content, Mark>) -> bool {
        let packed = |hash: &Content| self.hashes.contains(hash) || marks.contains_key(hash);
        file.manifest.as_ref().is_none_or(packed)
            && file
                .parts
                .iter()
                .all(|one| !one.lacking || (one.here && packed(&one.part.hash)))
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
