//! What of the files the other side of an exchange lacks, and what of it goes into the next bundle.
//!
//! The other side has said what it holds of the log and what it misses. A file whose record it holds and of which it asks for nothing is
//! there; everything else may be lacking.

use super::queue::{Waiting, WaitingPart, choose};
use crate::error::CaseworkError;
use crate::exchange::{Computers, FilesHandedOver, MOST_WANTS, wants_of};
use crate::session::Session;
use goldaw_bundle::{Attachment, FileManifest};
use goldaw_changes::{ChangeHash, Clock};
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::Reader;
use goldaw_store::pieces::{Content, HeldPart, Named, Part};
use std::collections::BTreeSet;

/// To whom files go.
pub(crate) struct FilesFor<'a> {
    /// The addressee.
    pub office: OfficeId,
    /// Who may open the bundle, office by office.
    pub sides: &'a [Computers],
    /// The offices whose changes travel between the two sides.
    pub scopes: &'a [OfficeId],
}

/// Manifests and pieces that fit a bundle.
pub(crate) struct Outgoing {
    /// In the order to send.
    pub attachments: Vec<Attachment>,
    /// What they are.
    pub packed: Vec<Content>,
    /// Marked as packed before, and known to be there now.
    pub arrived: Vec<Content>,
    /// How far the files are.
    pub progress: FilesHandedOver,
}

/// Returns what goes into a bundle with so many bytes of room for files.
pub(crate) fn files_for(
    session: &Session,
    to: &FilesFor<'_>,
    budget: u64,
) -> Result<Outgoing, CaseworkError> {
    let read = session.read();
    let waiting = waiting(&read, to)?;
    let mut marks = read.pieces_packed(to.office)?;
    let still: BTreeSet<Content> = waiting
        .iter()
        .flat_map(|file| {
            let lacking = file.parts.iter().filter(|one| one.lacking);
            let lacking = lacking.map(|one| one.part.hash);
            lacking.chain(file.manifest)
        })
        .collect();
    let arrived: Vec<Content> = marks
        .keys()
        .filter(|hash| !still.contains(hash))
        .copied()
        .collect();
    marks.retain(|hash, _| still.contains(hash));
    let chosen = choose(&waiting, &marks, budget);
    let (mut attachments, mut packed) = (Vec::new(), Vec::new());
    for at in &chosen.manifests {
        let file = &waiting[*at];
        let parts = file.parts.iter().map(|one| one.part);
        let manifest = Attachment::of(manifest(file.scope, &file.content, parts)?);
        packed.push(Content(manifest.hash));
        attachments.push(manifest);
    }
    for (at, place) in &chosen.pieces {
        let file = &waiting[*at];
        let hash = file.parts[*place].part.hash;
        // A piece the disk has spoiled is left out; it must not hold up the rest.
        if let Some(bytes) = read.piece(file.scope, &hash)? {
            attachments.push(Attachment {
                hash: hash.0,
                bytes,
            });
            packed.push(hash);
        }
    }
    Ok(Outgoing {
        attachments,
        packed,
        arrived,
        progress: FilesHandedOver {
            done: chosen.done,
            of: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
        },
    })
}

/// Lists what is missing here of the files of these offices, to ask for it: at most so much.
pub(crate) fn file_wants(
    session: &Session,
    scopes: &[OfficeId],
    at_most: usize,
) -> Result<Vec<ChangeHash>, CaseworkError> {
    let missing = session.read().pieces_missing(scopes, at_most)?;
    Ok(missing.into_iter().map(ChangeHash::from).collect())
}

/// Writes the manifest of a file.
fn manifest(
    scope: OfficeId,
    content: &Content,
    parts: impl Iterator<Item = Part>,
) -> Result<Vec<u8>, CaseworkError> {
    let manifest = FileManifest {
        scope: *scope.uuid().as_bytes(),
        content: content.0,
        parts: parts.map(|part| (part.hash.0, part.bytes)).collect(),
    };
    Ok(manifest.encode()?)
}

/// Names the setting in which the heads are kept that a computer said it holds, together with its wishes.
pub(crate) fn heads_of(device: DeviceId) -> String {
    format!("heads:{device}")
}

/// What one computer of the other side has said.
struct Peer {
    holds: Clock,
    asks_for: BTreeSet<Content>,
    /// What it did not ask for it has.
    asked_for_all: bool,
}

impl Peer {
    fn of(read: &Reader<'_>, device: DeviceId) -> Result<Peer, CaseworkError> {
        let wants = read.setting(&wants_of(device))?.unwrap_or_default();
        let wants = wants
            .split(' ')
            .filter_map(|name| name.parse::<ChangeHash>().ok());
        let asks_for: BTreeSet<Content> = wants.map(Content::from).collect();
        let heads = read.setting(&heads_of(device))?.unwrap_or_default();
        let heads: Vec<ChangeHash> = heads
            .split(' ')
            .filter_map(|name| name.parse().ok())
            .collect();
        Ok(Peer {
            // What it holds by the bundle that named its wants: what others say of it since says nothing of files.
            holds: read.holds_of_heads(&heads)?,
            asked_for_all: asks_for.len() < MOST_WANTS,
            asks_for,
        })
    }

    /// Tells what of a file may be lacking there.
    fn lacks(&self, file: &Named, parts: &[HeldPart]) -> Lacks {
        let holds_record = file
            .named_at
            .iter()
            .any(|(branch, sequence)| self.holds.get(*branch) >= *sequence);
        let asks = |part: &HeldPart| self.asks_for.contains(&part.part.hash);
        let asks_for_file = self.asks_for.contains(&file.content);
        if holds_record && asks_for_file && parts.iter().any(asks) {
            // It asks for pieces only once it knows which; those of another manifest are none of these.
            return Lacks {
                manifest: true,
                parts: parts.iter().map(asks).collect(),
            };
        }
        let there = holds_record && !asks_for_file && self.asked_for_all;
        Lacks {
            manifest: !there,
            parts: vec![!there; parts.len()],
        }
    }
}

/// What of a file may be lacking.
struct Lacks {
    manifest: bool,
    /// Of each piece in order.
    parts: Vec<bool>,
}

impl Lacks {
    /// Puts together what computers lack: what all lack, or what any lacks. Of nobody nothing is known to be there.
    fn of(each: &[Lacks], parts: usize, all: bool) -> Lacks {
        let together = |of: &dyn Fn(&Lacks) -> bool| {
            each.is_empty()
                || if all {
                    each.iter().all(of)
                } else {
                    each.iter().any(of)
                }
        };
        Lacks {
            manifest: together(&|one| one.manifest),
            parts: (0..parts)
                .map(|place| together(&|one| one.parts[place]))
                .collect(),
        }
    }
}

/// Returns the files here of which the other side may lack something, the longest known first.
fn waiting(read: &Reader<'_>, to: &FilesFor<'_>) -> Result<Vec<Waiting>, CaseworkError> {
    let mut sides: Vec<(bool, Vec<Peer>)> = Vec::new();
    for side in to.sides {
        let peers = side.devices.iter().map(|device| Peer::of(read, *device));
        sides.push((side.one_is_enough, peers.collect::<Result<_, _>>()?));
    }
    let mut waiting = Vec::new();
    for file in read.files_named(to.scopes)? {
        let state = read.file_state(file.scope, &file.content)?;
        if !state.laid_out {
            continue;
        }
        let parts = read.parts_of(file.scope, &file.content)?;
        let of_sides: Vec<Lacks> = sides
            .iter()
            .map(|(one_is_enough, peers)| {
                let each: Vec<Lacks> = peers.iter().map(|peer| peer.lacks(&file, &parts)).collect();
                Lacks::of(&each, parts.len(), *one_is_enough)
            })
            .collect();
        let lacks = Lacks::of(&of_sides, parts.len(), false);
        let manifest = if lacks.manifest {
            let parts = parts.iter().map(|one| one.part);
            let bytes = manifest(file.scope, &file.content, parts)?;
            Some(Content::of(&bytes))
        } else {
            None
        };
        let parts: Vec<WaitingPart> = parts
            .iter()
            .zip(lacks.parts)
            .map(|(part, lacking)| WaitingPart {
                part: part.part,
                here: part.here,
                lacking,
            })
            .collect();
        if manifest.is_some() || parts.iter().any(|one| one.lacking && one.here) {
            waiting.push(Waiting {
                scope: file.scope,
                content: file.content,
                since: file.since,
                of_open_case: file.of_open_case,
                manifest,
                parts,
            });
        }
    }
    Ok(waiting)
}
