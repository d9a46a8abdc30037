//! Why a use case did not do what was asked. Nothing was changed. No personal data.

use goldaw_bundle::BundleError;
use goldaw_documents::SheetError;
use goldaw_domain::Violation;
use goldaw_store::StoreError;
use goldaw_transport::TransportError;
use goldaw_trust::TrustError;
use thiserror::Error;

/// Why something was not done.
#[derive(Debug, Error)]
pub enum CaseworkError {
    /// A field breaks a rule of its record.
    #[error(transparent)]
    Broken(#[from] Violation),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A password, key or list of offices is not in order.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A bundle is not in order.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A carrier could not carry.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A sheet cannot be read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The record is not here.
    #[error("there is no such {what}")]
    NotFound {
        /// The kind of record.
        what: &'static str,
    },
    /// The record was voided.
    #[error("the record was voided")]
    Voided,
    /// It is done already.
    #[error("it is done already")]
    AlreadyDone,
    /// A case was opened from the appeal.
    #[error("a case was opened from the appeal")]
    AppealHasCase,
    /// Visits, notes and the like are corrected by a new entry.
    #[error("this kind of record cannot be voided")]
    CannotBeVoided,
    /// The case is closed.
    #[error("the case is closed")]
    CaseClosed,
    /// The file's content has not arrived.
    #[error("the content of the file is not here")]
    ContentNotHere,
    /// The draft is longer than a form can be.
    #[error("the draft is longer than {limit} bytes")]
    DraftTooLarge {
        /// Most bytes.
        limit: usize,
    },
    /// The file is larger than can be taken in.
    #[error("the file is larger than {limit} bytes")]
    FileTooLarge {
        /// Most bytes.
        limit: usize,
    },
    /// The file cannot be read.
    #[error("the file cannot be read")]
    FileUnreadable,
    /// The folder cannot be written.
    #[error("the folder cannot be written")]
    FolderUnwritable,
    /// The record has an open case.
    #[error("the record has an open case")]
    HasOpenCase,
    /// There are more or fewer targets than columns.
    #[error("{mapped} targets for {columns} columns")]
    MappingDoesNotFit {
        /// Columns of the sheet.
        columns: usize,
        /// Targets given.
        mapped: usize,
    },
    /// There is nothing to take back.
    #[error("there is nothing to take back")]
    NothingToUndo,
    /// The worker belongs to another office.
    #[error("the worker belongs to another office")]
    WorkerOfAnotherOffice,
    /// Somebody has written since.
    #[error("somebody has written over it since")]
    WrittenOver,
    /// The capsule of a transfer cannot be read.
    #[error("the capsule is damaged")]
    CapsuleDamaged,
    /// The capsule of a transfer is of a newer program.
    #[error("the capsule is of a newer program")]
    CapsuleNewer,
    /// The consent does not count today, or does not let data be passed on.
    #[error("the consent does not let data be passed on")]
    ConsentTooNarrow,
    /// An offer of the case waits for its answer.
    #[error("an offer of the case waits for its answer")]
    OfferStands,
    /// The centre has said what became of the offer.
    #[error("the centre has said what became of the offer")]
    TransferDecided,
    /// The case has not gone to another office.
    #[error("the case has not gone to another office")]
    NotTransferred,
    /// The worker stopped it.
    #[error("it was stopped")]
    Cancelled,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Locked,
    /// There is an office on this computer already.
    #[error("there is an office on this computer already")]
    OfficeExists,
    /// The two passwords differ.
    #[error("the two passwords differ")]
    PasswordsDiffer,
    /// The territory is not in the list, or no office of that level can be there.
    #[error("there is no such territory")]
    UnknownTerritory,
    /// The centre does not know this computer yet.
    #[error("the centre does not know this computer yet")]
    NotEnrolled,
    /// This computer belongs to a centre already.
    #[error("this computer belongs to a centre already")]
    AlreadyEnrolled,
    /// Only the centre does this.
    #[error("only the centre can do this")]
    OnlyTheCentre,
    /// The digits typed are not those of the request or answer.
    #[error("the digits differ")]
    DigitsDiffer,
    /// Another receipt was taken over since.
    #[error("another receipt was taken over since")]
    LaterReceipt,
    /// Somebody has worked on what the receipt brought.
    #[error("somebody has worked on {records} records since")]
    BuiltOn {
        /// How many records.
        records: u32,
    },
    /// The change is not missed here.
    #[error("the change is not missed here")]
    NotMissed,
    /// The change may still be on its way.
    #[error("the change may still come, for {days} days")]
    StillExpected {
        /// Days until it may be declared lost.
        days: u32,
    },
    /// Somebody wrote the same fields while the form was open.
    #[error("somebody wrote the same fields while the form was open")]
    ChangedMeanwhile {
        /// The fields, in order.
        fields: Vec<String>,
    },
    /// No hub is set.
    #[error("no hub is set")]
    NoHub,
    /// Requests to join go by hand.
    #[error("this goes by folder only")]
    ByFolderOnly,
    /// The parcel is no longer on the carrier.
    #[error("the parcel is no longer there")]
    ParcelGone,
    /// The centre knows no other computer of this office.
    #[error("this office has no other computer")]
    NoOtherComputer,
    /// Parcels are to be passed on to where they lie.
    #[error("both carriers are the same")]
    SameCarrier,
    /// A word that is in none of the lists to dictate from.
    #[error("one of the words is in no list")]
    UnknownWord {
        /// The word as it was typed.
        word: String,
    },
    /// Too few words, too many, or words that do not fit one another.
    #[error("the words do not fit one another")]
    WordsWrong,
    /// The words belong to none of the last bundles written here.
    #[error("the words belong to no bundle written here")]
    WordsOfNoBundle,
    /// Nothing is new for the other side.
    #[error("there is nothing to hand over")]
    NothingToHandOver,
    /// The side chosen is not one of the question's sides.
    #[error("the question has changed")]
    QuestionChanged,
    /// The value of the text size or another setting is not offered.
    #[error("the setting is not offered")]
    SettingNotOffered,
    /// Real keys stay in the store.
    #[error("only a practice office does this")]
    OnlyForPractice,
    /// Reference data shipped with the program cannot be read.
    #[error("reference data cannot be read")]
    Reference,
}
