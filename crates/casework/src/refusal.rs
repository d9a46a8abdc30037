//! Why something was not done: a code the screens word in three languages, with parameters that hold no personal data.

use crate::error::CaseworkError;
use goldaw_bundle::BundleError;
use goldaw_store::StoreError;
use goldaw_transport::TransportError;
use goldaw_trust::TrustError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What the screens are told when something cannot be done. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Refusal {
    /// The sentence is `err-CODE`: what happened; its attribute `do`: what to do.
    pub code: String,
    /// Figures and places in the sentence; never personal data.
    pub params: BTreeMap<String, String>,
    /// The field of the form it is about.
    pub field: Option<String>,
}

/// Nothing to say: a request or reply without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// Every code a refusal can have, for the check that each has its sentences in every language. Those of field rules and of sheets are
/// listed where they arise: [`goldaw_domain::violation::Rule::ALL`] and [`goldaw_documents::SheetError`].
pub const CODES: &[&str] = &[
    "unknown-call",
    "unreadable-request",
    "unwritable-reply",
    "locked",
    "office-exists",
    "passwords-differ",
    "password-too-short",
    "password-wrong",
    "keys-damaged",
    "keys-missing",
    "worker-exists",
    "unknown-worker",
    "unknown-territory",
    "store-damaged",
    "store-plain",
    "store-newer",
    "store-older",
    "store-in-use",
    "store-missing",
    "store-read-only",
    "disk-full",
    "store-failed",
    "no-encryption",
    "reference",
    "not-found",
    "voided",
    "already-done",
    "appeal-has-case",
    "cannot-be-voided",
    "case-closed",
    "content-not-here",
    "draft-too-large",
    "file-too-large",
    "file-unreadable",
    "folder-unwritable",
    "has-open-case",
    "mapping-does-not-fit",
    "nothing-to-undo",
    "worker-of-another-office",
    "written-over",
    "capsule-damaged",
    "capsule-newer",
    "consent-too-narrow",
    "offer-stands",
    "transfer-decided",
    "not-transferred",
    "cancelled",
    "not-enrolled",
    "already-enrolled",
    "only-the-centre",
    "digits-differ",
    "changed-meanwhile",
    "later-receipt",
    "built-on",
    "not-missed",
    "still-expected",
    "no-hub",
    "by-folder-only",
    "parcel-gone",
    "no-other-computer",
    "nothing-to-hand-over",
    "unknown-word",
    "words-wrong",
    "words-of-no-bundle",
    "same-carrier",
    "question-changed",
    "setting-not-offered",
    "only-for-practice",
    "stick-full",
    "stick-read-only",
    "stick-taken-out",
    "stick-reads-back-differently",
    "no-such-folder",
    "carrier-failed",
    "hub-unreachable",
    "hub-broke-off",
    "hub-refused",
    "hub-address",
    "hub-confused",
    "bundle-not-a-bundle",
    "bundle-cut-short",
    "bundle-damaged",
    "bundle-too-large",
    "bundle-newer",
    "bundle-older",
    "bundle-for-another-office",
    "bundle-unknown-computer",
    "bundle-revoked-computer",
    "bundle-other-centre",
    "bundle-forged",
    "bundle-not-held",
    "bundle-failed",
];

impl Refusal {
    /// Returns a refusal without parameters.
    pub fn of(code: &str) -> Refusal {
        Refusal {
            code: code.to_owned(),
            params: BTreeMap::new(),
            field: None,
        }
    }

    /// Adds a parameter of the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Refusal {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<CaseworkError> for Refusal {
    fn from(error: CaseworkError) -> Refusal {
        use CaseworkError as E;
        match error {
            E::Broken(broken) => Refusal {
                field: Some(broken.field.to_owned()),
                ..Refusal::of(broken.code.code())
            },
            E::Store(error) => of_store(&error),
            E::Trust(error) => of_trust(&error),
            E::Bundle(error) => of_bundle(&error),
            E::Transport(error) => of_transport(&error),
            E::Sheet(error) => of_sheet(&error),
            E::NotFound { what } => Refusal::of("not-found").with("what", what),
            E::Voided => Refusal::of("voided"),
            E::AlreadyDone => Refusal::of("already-done"),
            E::AppealHasCase => Refusal::of("appeal-has-case"),
            E::CannotBeVoided => Refusal::of("cannot-be-voided"),
            E::CaseClosed => Refusal::of("case-closed"),
            E::ContentNotHere => Refusal::of("content-not-here"),
            E::DraftTooLarge { limit } => {
                Refusal::of("draft-too-large").with("limit", limit / 1024)
            }
            E::FileTooLarge { limit } => {
                Refusal::of("file-too-large").with("limit", limit / 1024 / 1024)
            }
            E::FileUnreadable => Refusal::of("file-unreadable"),
            E::FolderUnwritable => Refusal::of("folder-unwritable"),
            E::HasOpenCase => Refusal::of("has-open-case"),
            E::MappingDoesNotFit { columns, mapped } => Refusal::of("mapping-does-not-fit")
                .with("columns", columns)
                .with("mapped", mapped),
            E::NothingToUndo => Refusal::of("nothing-to-undo"),
            E::WorkerOfAnotherOffice => Refusal::of("worker-of-another-office"),
            E::WrittenOver => Refusal::of("written-over"),
            E::CapsuleDamaged => Refusal::of("capsule-damaged"),
            E::CapsuleNewer => Refusal::of("capsule-newer"),
            E::ConsentTooNarrow => Refusal {
                field: Some("consent".into()),
                ..Refusal::of("consent-too-narrow")
            },
            E::OfferStands => Refusal::of("offer-stands"),
            E::TransferDecided => Refusal::of("transfer-decided"),
            E::NotTransferred => Refusal::of("not-transferred"),
            E::Cancelled => Refusal::of("cancelled"),
            E::Locked => Refusal::of("locked"),
            E::OfficeExists => Refusal::of("office-exists"),
            E::PasswordsDiffer => Refusal {
                field: Some("password_again".into()),
                ..Refusal::of("passwords-differ")
            },
            E::UnknownTerritory => Refusal {
                field: Some("territory".into()),
                ..Refusal::of("unknown-territory")
            },
            E::NotEnrolled => Refusal::of("not-enrolled"),
            E::AlreadyEnrolled => Refusal::of("already-enrolled"),
            E::OnlyTheCentre => Refusal::of("only-the-centre"),
            E::DigitsDiffer => Refusal {
                field: Some("digits".into()),
                ..Refusal::of("digits-differ")
            },
            E::ChangedMeanwhile { fields } => Refusal {
                field: fields.first().cloned(),
                ..Refusal::of("changed-meanwhile")
            }
            .with("fields", fields.join(" ")),
            E::LaterReceipt => Refusal::of("later-receipt"),
            E::BuiltOn { records } => Refusal::of("built-on").with("records", records),
            E::NotMissed => Refusal::of("not-missed"),
            E::StillExpected { days } => Refusal::of("still-expected").with("days", days),
            E::NoHub => Refusal::of("no-hub"),
            E::ByFolderOnly => Refusal::of("by-folder-only"),
            E::ParcelGone => Refusal::of("parcel-gone"),
            E::NoOtherComputer => Refusal::of("no-other-computer"),
            E::SameCarrier => Refusal {
                field: Some("path".into()),
                ..Refusal::of("same-carrier")
            },
            E::UnknownWord { word } => of_words("unknown-word").with("word", word),
            E::WordsWrong => of_words("words-wrong"),
            E::WordsOfNoBundle => of_words("words-of-no-bundle"),
            E::NothingToHandOver => Refusal::of("nothing-to-hand-over"),
            E::QuestionChanged => Refusal::of("question-changed"),
            E::SettingNotOffered => Refusal::of("setting-not-offered"),
            E::OnlyForPractice => Refusal::of("only-for-practice"),
            E::Reference => Refusal::of("reference"),
        }
    }
}

fn of_words(code: &str) -> Refusal {
    Refusal {
        field: Some("words".into()),
        ..Refusal::of(code)
    }
}

fn of_store(error: &StoreError) -> Refusal {
    match error {
        StoreError::Damaged | StoreError::LogDisagrees => Refusal::of("store-damaged"),
        StoreError::PlainFile => Refusal::of("store-plain"),
        StoreError::NewerStore { .. } => Refusal::of("store-newer"),
        StoreError::InUse => Refusal::of("store-in-use"),
        StoreError::Exists => Refusal::of("office-exists"),
        StoreError::Missing => Refusal::of("store-missing"),
        StoreError::DiskFull => Refusal::of("disk-full"),
        StoreError::ReadOnly => Refusal::of("store-read-only"),
        StoreError::NoEncryption => Refusal::of("no-encryption"),
        StoreError::Unwritable
        | StoreError::NotAtOnce
        | StoreError::Database(_)
        | StoreError::File(_) => Refusal::of("store-failed"),
    }
}

fn of_trust(error: &TrustError) -> Refusal {
    match error {
        TrustError::WrongPassword => Refusal {
            field: Some("password".into()),
            ..Refusal::of("password-wrong")
        },
        TrustError::PasswordTooShort { .. } => Refusal {
            field: Some("password".into()),
            ..Refusal::of("password-too-short")
        }
        .with("least", goldaw_trust::PASSWORD_CHARACTERS_MIN),
        TrustError::UnknownWorker => Refusal::of("unknown-worker"),
        TrustError::WorkerHasSlot | TrustError::TooManySlots => Refusal::of("worker-exists"),
        TrustError::NoSlots => Refusal::of("keys-missing"),
        TrustError::NewerFormat { .. } => Refusal::of("store-newer"),
        TrustError::OlderFormat { .. } => Refusal::of("store-older"),
        TrustError::OtherCentre => Refusal::of("bundle-other-centre"),
        TrustError::WrongSignature
        | TrustError::TwoRosters { .. }
        | TrustError::OlderRoster { .. } => Refusal::of("bundle-forged"),
        _ => Refusal::of("keys-damaged"),
    }
}

/// Returns the code of what is wrong with a bundle.
pub(crate) fn of_bundle(error: &BundleError) -> Refusal {
    match error {
        BundleError::NotABundle => Refusal::of("bundle-not-a-bundle"),
        BundleError::CutShort { .. } => Refusal::of("bundle-cut-short"),
        BundleError::DamagedHeader | BundleError::Damaged | BundleError::TooLong => {
            Refusal::of("bundle-damaged")
        }
        BundleError::TooLarge { .. } => Refusal::of("bundle-too-large"),
        BundleError::NewerFormat { .. } | BundleError::UnknownSuite { .. } => {
            Refusal::of("bundle-newer")
        }
        BundleError::RetiredSuite => Refusal::of("bundle-older"),
        BundleError::ForAnotherOffice { .. } | BundleError::OtherKey => {
            Refusal::of("bundle-for-another-office")
        }
        BundleError::UnknownDevice { .. } => Refusal::of("bundle-unknown-computer"),
        BundleError::RevokedDevice { .. } => Refusal::of("bundle-revoked-computer"),
        BundleError::NotEnrolled | BundleError::NoRoster => Refusal::of("not-enrolled"),
        BundleError::Roster(TrustError::NewerFormat { .. }) => Refusal::of("bundle-newer"),
        BundleError::Roster(TrustError::OlderFormat { .. }) => Refusal::of("bundle-older"),
        BundleError::Roster(error) => match of_trust(error) {
            // The list inside, not this computer's keys.
            refusal if refusal.code.starts_with("bundle-") => refusal,
            _ => Refusal::of("bundle-damaged"),
        },
        BundleError::ForgedHead { .. } | BundleError::Contradiction => Refusal::of("bundle-forged"),
        BundleError::NotHeld => Refusal::of("bundle-not-held"),
        _ => Refusal::of("bundle-failed"),
    }
}

fn of_transport(error: &TransportError) -> Refusal {
    match error {
        TransportError::StickFull { needed, free } => Refusal::of("stick-full").with(
            "missing",
            needed.saturating_sub(*free).div_ceil(1024 * 1024).max(1),
        ),
        TransportError::ReadOnly => Refusal::of("stick-read-only"),
        TransportError::TakenOutEarly => Refusal::of("stick-taken-out"),
        TransportError::ReadBackDiffers => Refusal::of("stick-reads-back-differently"),
        TransportError::NoSuchFolder => Refusal::of("no-such-folder"),
        TransportError::HubUnreachable => Refusal::of("hub-unreachable"),
        TransportError::HubBrokeOff => Refusal::of("hub-broke-off"),
        TransportError::HubRefused { status, .. } => {
            Refusal::of("hub-refused").with("status", status)
        }
        TransportError::HubAddress => Refusal {
            field: Some("hub".into()),
            ..Refusal::of("hub-address")
        },
        TransportError::HubConfused => Refusal::of("hub-confused"),
        TransportError::ParcelGone => Refusal::of("parcel-gone"),
        TransportError::TooLarge { .. } => Refusal::of("bundle-too-large"),
        _ => Refusal::of("carrier-failed"),
    }
}

fn of_sheet(error: &goldaw_documents::SheetError) -> Refusal {
    use goldaw_documents::SheetError as S;
    let refusal = Refusal::of(error.code());
    match error {
        S::TooManyColumns { limit, .. } | S::TooManyRows { limit } => refusal.with("limit", limit),
        S::TooManyBytes { limit } | S::WorkbookTooLarge { limit } => {
            refusal.with("limit", limit / 1024 / 1024)
        }
        S::UnbalancedQuote { line } => refusal.with("line", line),
        _ => refusal,
    }
}
