//! Receipts by telephone: what was taken over, said in eight words or shown as a QR code, and typed in where the bundle came from.
//!
//! A code names one bundle, the computer that took it over, and all the sender held when writing it. Who has not opened the bundle cannot say
//! it. It is no proof, and need not be: it can only spare a second sending, and what the other computer says in its next bundle counts in
//! its place.

pub(crate) mod words;

use crate::error::CaseworkError;
use crate::exchange::{Addressee, own_scopes};
use crate::session::{Language, Session};
use goldaw_changes::{ChangeHash, Head};
use goldaw_domain::ids::{DeviceId, OfficeId};
use goldaw_store::exchange::{Arrival, ParcelRecord};
use goldaw_store::{Reader, StoreError};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Bundles to an office whose receipts are understood: the last ones.
const KEPT: usize = 5;

/// Asking for what can be dictated here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ToDictate {
    /// In which language the words are to be.
    pub language: Language,
}

/// The receipt for the last bundle of a computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DictatedReceipt {
    /// The office that sent it.
    pub office: String,
    /// Its computer.
    pub computer: String,
    /// Number of the bundle.
    pub number: u32,
    /// When it was taken over, `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// Eight words to read aloud; none while something of what the sender held is not here.
    pub words: Vec<String>,
    /// The same as a QR code: its rows from top to bottom, `1` for a dark square.
    pub squares: Vec<String>,
    /// What the QR code says.
    pub text: String,
}

/// Typing in what was dictated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TypeReceipt {
    /// Eight words of any of the languages, or the text of a QR code.
    pub words: String,
}

/// What a dictated receipt confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ReceiptTyped {
    /// The office that took the bundle over.
    pub office: String,
    /// Its computer.
    pub computer: String,
    /// Number of the bundle.
    pub number: u32,
    /// Changes of this office it was not known to hold.
    pub confirms: u32,
}

/// A bundle as both ends remember it for a receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Remembered {
    bundle: [u8; 32],
    number: u32,
    at: u64,
    /// The heads its sender held.
    heads: Vec<ChangeHash>,
}

impl Remembered {
    fn of(parcel: &ParcelRecord, frontier: &[Head]) -> Remembered {
        let mut heads: Vec<ChangeHash> = frontier.iter().map(|head| head.hash).collect();
        heads.sort_unstable();
        Remembered {
            bundle: parcel.hash,
            number: parcel.number,
            at: parcel.at,
            heads,
        }
    }

    fn digest(&self, taken_by: DeviceId) -> words::Digest {
        let mut said = self.bundle.to_vec();
        said.extend(taken_by.uuid().as_bytes());
        for head in &self.heads {
            said.extend(head.as_bytes());
        }
        let [a, b, c, d, e, f, ..] = blake3::derive_key("goldaw dictated receipt v1", &said);
        [a, b, c, d, e, f]
    }
}

/// Returns the receipts that can be dictated here, one for each computer a bundle was taken over from, the latest first.
pub fn receipts_to_dictate(
    session: &mut Session,
    request: ToDictate,
) -> Result<Vec<DictatedReceipt>, CaseworkError> {
    let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
    let read = session.read();
    let mut found = Vec::new();
    for device in roster.devices() {
        let taken: Option<Remembered> = kept(&read, &taken_from(device.public.device.into()))?;
        let Some(taken) = taken else {
            continue;
        };
        let office = roster.office(device.office);
        let mut receipt = DictatedReceipt {
            office: office.map(|office| office.name.clone()).unwrap_or_default(),
            computer: device.label.clone(),
            number: taken.number,
            at: session.local(taken.at),
            words: Vec::new(),
            squares: Vec::new(),
            text: String::new(),
        };
        if holds_all(&read, &taken.heads)? {
            let digest = taken.digest(session.device());
            receipt.words = words::spoken(digest, request.language);
            receipt.text = words::text(digest);
            receipt.squares = squares(&receipt.text);
        }
        found.push((taken.at, receipt));
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(found.into_iter().map(|(_, receipt)| receipt).collect())
}

/// Takes a dictated receipt: what the bundle's sender held counts as held by the computer that dictates, until it says more itself.
///
/// # Errors
/// `NotEnrolled`; `UnknownWord` and `WordsWrong` for what was misheard or mistyped; `WordsOfNoBundle` when they belong to none of the last
/// bundles written here. Nothing is changed.
pub fn type_receipt(
    session: &mut Session,
    request: TypeReceipt,
) -> Result<ReceiptTyped, CaseworkError> {
    let digest = words::read(&request.words)?;
    let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
    let read = session.read();
    let mut named = None;
    for office in Addressee::all(session) {
        let written: Vec<Remembered> =
            kept(&read, &written_for(office.office.into()))?.unwrap_or_default();
        for device in roster.devices_of(office.office) {
            let by = DeviceId::from(device.public.device);
            let bundle = written.iter().find(|bundle| bundle.digest(by) == digest);
            if let Some(bundle) = bundle {
                named = Some((
                    office.name.clone(),
                    device.label.clone(),
                    by,
                    bundle.clone(),
                ));
            }
        }
    }
    let (office, computer, device, bundle) = named.ok_or(CaseworkError::WordsOfNoBundle)?;
    let before = confirmed(session, device)?;
    session.store_mut().hear_also(device, &bundle.heads)?;
    Ok(ReceiptTyped {
        office,
        computer,
        number: bundle.number,
        confirms: confirmed(session, device)?.saturating_sub(before),
    })
}

/// Remembers a bundle just written, so that its receipt is understood.
pub(crate) fn remember_written(
    session: &mut Session,
    parcel: &ParcelRecord,
    frontier: &[Head],
) -> Result<(), CaseworkError> {
    let name = written_for(parcel.office);
    let mut written: Vec<Remembered> = kept(&session.read(), &name)?.unwrap_or_default();
    written.push(Remembered::of(parcel, frontier));
    let surplus = written.len().saturating_sub(KEPT);
    let text = text_of(&written[surplus..]);
    Ok(session.store_mut().set_setting(&name, &text)?)
}

/// Remembers a bundle in the transaction that takes it over, so that its receipt can be dictated.
pub(crate) fn remember_taken(
    arrival: &Arrival<'_>,
    parcel: &ParcelRecord,
    frontier: &[Head],
) -> Result<(), StoreError> {
    let text = text_of(&Remembered::of(parcel, frontier));
    arrival.set_setting(&taken_from(parcel.device), &text)
}

/// Counts the changes of this office's scopes that a computer is known to hold.
fn confirmed(session: &Session, device: DeviceId) -> Result<u32, CaseworkError> {
    let read = session.read();
    let held = read.held_by(&[device])?;
    let spread = read.spread(&own_scopes(session), &held, &Default::default())?;
    Ok(spread.confirmed)
}

fn holds_all(read: &Reader<'_>, heads: &[ChangeHash]) -> Result<bool, CaseworkError> {
    for head in heads {
        if !read.holds(head)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Draws a text as a QR code, with its quiet border. A text of this length always fits.
fn squares(text: &str) -> Vec<String> {
    const BORDER: i32 = 4;
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return Vec::new();
    };
    let side = -BORDER..code.size() + BORDER;
    side.clone()
        .map(|y| {
            let row = side.clone();
            row.map(|x| if code.get_module(x, y) { '1' } else { '0' })
                .collect()
        })
        .collect()
}

fn written_for(office: OfficeId) -> String {
    format!("written:{office}")
}

fn taken_from(device: DeviceId) -> String {
    format!("taken:{device}")
}

fn kept<T: for<'a> Deserialize<'a>>(
    read: &Reader<'_>,
    name: &str,
) -> Result<Option<T>, CaseworkError> {
    let text = read.setting(name)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// What is remembered is numbers and hashes; it can be written.
fn text_of<T: Serialize + ?Sized>(remembered: &T) -> String {
    serde_json::to_string(remembered).unwrap_or_default()
}
