//! Which records go along with a case, and putting them into a capsule. Reads only.

use super::capsule::{About, Capsule, Kept, writes_only};
use crate::error::CaseworkError;
use goldaw_bundle::HeadSignature;
use goldaw_changes::{ChangeHash, Head, RawChange};
use goldaw_domain::RecordKind;
use goldaw_domain::codes::Along;
use goldaw_domain::ids::{HouseholdId, OfficeId, PersonId, RecordId};
use goldaw_domain::records::{Attachment, Case, Membership, Relationship, Task};
use goldaw_store::pieces::Content;
use goldaw_store::{Document, Reader, Write};
use goldaw_trust::DeviceKeys;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the records that go along with a case as it stands: always the case and the client, the rest as chosen. Never the appeal: who
/// reported stays with the office that was told.
pub(super) fn belonging(
    read: &Reader<'_>,
    case: &Document,
    along: &[Along],
) -> Result<Vec<Document>, CaseworkError> {
    let with = |part: Along| along.contains(&part);
    let header: Case = case.read().unwrap_or_default();
    let mut people: Vec<PersonId> = header.person.into_iter().collect();
    let mut households: Vec<HouseholdId> = header.household.into_iter().collect();
    for household in &households {
        let members = memberships(read, "household", *household)?;
        people.extend(members.iter().filter_map(|(_, member)| member.person));
    }
    if let (Some(person), true) = (header.person, with(Along::Household)) {
        let lives_in = memberships(read, "person", person)?;
        households.extend(lives_in.iter().filter_map(|(_, member)| member.household));
    }
    people.sort_unstable();
    people.dedup();
    let mut found = vec![case.clone()];
    for person in &people {
        found.extend(read.document(*person)?);
        for (document, member) in memberships(read, "person", *person)? {
            if member.household.is_some_and(|id| households.contains(&id)) {
                found.push(document);
            }
        }
        for document in read.linked(RecordKind::Relationship, "person", *person)? {
            let to = document.read::<Relationship>().and_then(|link| link.to);
            if to.is_some_and(|to| people.contains(&to)) {
                found.push(document);
            }
        }
        if with(Along::Consents) {
            found.extend(read.linked(RecordKind::Consent, "person", *person)?);
        }
    }
    for household in households {
        found.extend(read.document(household)?);
    }
    for (part, kind) in [
        (Along::Visits, RecordKind::Visit),
        (Along::Notes, RecordKind::Note),
    ] {
        if with(part) {
            found.extend(read.linked(kind, "case", case.id)?);
        }
    }
    if with(Along::Tasks) {
        let tasks = read.linked(RecordKind::Task, "case", case.id)?;
        let open = |task: Task| task.done_on.is_none();
        found.extend(
            tasks
                .into_iter()
                .filter(|task| task.read().is_some_and(open)),
        );
    }
    if with(Along::Files) {
        let mut files = Vec::new();
        for document in &found {
            files.extend(read.linked(RecordKind::Attachment, "about", document.id)?);
        }
        found.extend(files);
    }
    found.retain(|document| document.voided().is_none() && document.scope == case.scope);
    let by_id: BTreeMap<RecordId, Document> = found
        .into_iter()
        .map(|document| (document.id, document))
        .collect();
    Ok(by_id.into_values().collect())
}

fn memberships(
    read: &Reader<'_>,
    field: &str,
    of: impl Into<RecordId>,
) -> Result<Vec<(Document, Membership)>, CaseworkError> {
    let documents = read.linked(RecordKind::Membership, field, of)?.into_iter();
    let lasting = documents.filter_map(|document| {
        let member = document.read::<Membership>()?;
        member.until.is_none().then_some((document, member))
    });
    Ok(lasting.collect())
}

/// Puts records and the changes that wrote them into a capsule. `keys` sign for the chains of their own computer.
pub(super) fn capsule(
    read: &Reader<'_>,
    case: &Document,
    documents: &[Document],
    keys: &DeviceKeys,
) -> Result<Capsule, CaseworkError> {
    let ids: BTreeSet<RecordId> = documents.iter().map(|document| document.id).collect();
    let names: Vec<ChangeHash> = changes_of(read, documents)?.into_keys().collect();
    let mut changes = raw_changes(read, case, &names)?;
    for raw in &mut changes {
        if !writes_only(raw, &ids) {
            raw.payload = None;
        }
    }
    let signatures = signatures(read, &changes, keys)?;
    let records = documents.iter().map(|document| Kept {
        id: document.id,
        kind: document.kind.clone(),
        created_at: document.created_at,
        created_by: document.created_by,
        fields: document.fields.clone(),
    });
    Ok(Capsule {
        about: About {
            office: case.scope,
            case: case.id,
            records: records.collect(),
        },
        changes,
        signatures,
    })
}

/// Names every change that wrote to the records, with what was done.
pub(super) fn changes_of(
    read: &Reader<'_>,
    documents: &[Document],
) -> Result<BTreeMap<ChangeHash, String>, CaseworkError> {
    let mut names = BTreeMap::new();
    for document in documents {
        let history = read.history(document.id, None)?.into_iter();
        names.extend(history.map(|written| (written.change, written.action)));
    }
    Ok(names)
}

/// Returns changes by name, in order of time.
fn raw_changes(
    read: &Reader<'_>,
    case: &Document,
    names: &[ChangeHash],
) -> Result<Vec<RawChange>, CaseworkError> {
    let heads: Vec<ChangeHash> = read.frontier()?.iter().map(|head| head.hash).collect();
    let everything = read.holds_of_heads(&heads)?;
    let found = read.outgoing(&[case.scope], &everything, names, u32::MAX)?;
    let mut dated: Vec<_> = found
        .into_iter()
        .filter_map(|change| Some((change.raw.read_header().ok()?.hlc, change.hash, change.raw)))
        .collect();
    dated.sort_by_key(|(time, hash, _)| (*time, *hash));
    Ok(dated.into_iter().map(|(_, _, raw)| raw).collect())
}

/// Collects what proves who wrote the changes: the own signature over the last change of each own chain, and the kept ones of others.
fn signatures(
    read: &Reader<'_>,
    changes: &[RawChange],
    keys: &DeviceKeys,
) -> Result<Vec<HeadSignature>, CaseworkError> {
    let mut heads = BTreeMap::new();
    let mut own = BTreeMap::new();
    for raw in changes {
        let Ok(header) = raw.read_header() else {
            continue;
        };
        let head = Head {
            stream: header.stream,
            sequence: header.sequence,
            hash: raw.hash(),
        };
        if header.stream.device.uuid() == keys.device() {
            own.insert(header.stream, head);
        } else {
            heads.insert(head.hash, head);
        }
    }
    let mut signatures: Vec<HeadSignature> = own
        .into_values()
        .map(|head| HeadSignature::sign(head, keys))
        .collect();
    for (hash, head) in heads {
        if let Some(kept) = read.head_signature(&hash)?
            && let Ok(signature) = kept.signature.as_slice().try_into()
        {
            signatures.push(HeadSignature {
                head,
                device: kept.device.uuid(),
                signature,
            });
        }
    }
    Ok(signatures)
}

/// Returns a capsule that is named by a transfer.
///
/// # Errors
/// `ContentNotHere` while it has not arrived; `CapsuleNewer` and `CapsuleDamaged`.
pub(super) fn read_capsule(
    read: &Reader<'_>,
    scope: OfficeId,
    content: Option<&String>,
) -> Result<Capsule, CaseworkError> {
    let bytes = content.map(|content| file(read, scope, content));
    let bytes = bytes.transpose()?.flatten();
    Capsule::decode(&bytes.ok_or(CaseworkError::ContentNotHere)?)
}

/// Returns an office's file by its hash in hex; nothing while it is not here whole.
pub(super) fn file(
    read: &Reader<'_>,
    scope: OfficeId,
    content: &str,
) -> Result<Option<Vec<u8>>, CaseworkError> {
    Ok(match Content::from_hex(content) {
        Some(content) => read.file_bytes(scope, &content)?,
        None => None,
    })
}

/// Tells whether an office's file is here whole.
pub(super) fn is_here(
    read: &Reader<'_>,
    scope: OfficeId,
    content: &str,
) -> Result<bool, CaseworkError> {
    Ok(match Content::from_hex(content) {
        Some(content) => read.file_state(scope, &content)?.whole,
        None => false,
    })
}

/// Prepares records that name the capsule and the files in it, so that the bytes travel with the change that speaks of them.
pub(super) fn naming(transfer: RecordId, capsule: &str, files: Option<&Capsule>) -> Vec<Write> {
    let files = files.into_iter().flat_map(Capsule::of::<Attachment>);
    let files = files.filter_map(|(_, file)| file.content);
    let contents: BTreeSet<String> = files.chain([capsule.to_owned()]).collect();
    let named = contents.into_iter().map(|content| {
        let record = derived("goldaw transfer file id v1", &[transfer], &content);
        let file = Attachment {
            about: Some(transfer),
            name: Some(content.clone()),
            content: Some(content),
            ..Attachment::default()
        };
        Write::new(record, &file)
    });
    named.collect()
}

/// Returns an id that follows from others, so that whoever writes the record twice writes one.
pub(super) fn derived(context: &str, from: &[RecordId], name: &str) -> RecordId {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for id in from {
        hasher.update(id.uuid().as_bytes());
    }
    hasher.update(name.as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
}
