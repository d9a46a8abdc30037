//! What can happen on the way, in the words a worker is told.

use thiserror::Error;

/// Says what happened to a parcel on its way. Carries no personal data and no path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportError {
    /// The folder is not there: the stick is not plugged in, or the path is wrong.
    #[error("no such folder")]
    NoSuchFolder,
    /// The name is none a parcel may have.
    #[error("not the name of a parcel")]
    BadName,
    /// There is not enough room; nothing has been left behind.
    #[error("{needed} bytes needed, {free} free")]
    StickFull {
        /// Bytes needed.
        needed: u64,
        /// Bytes free.
        free: u64,
    },
    /// The folder or stick does not let itself be written.
    #[error("read-only")]
    ReadOnly,
    /// The folder went away while being written or read.
    #[error("taken out early")]
    TakenOutEarly,
    /// What was read back is not what was written: a worn or false stick.
    #[error("read back differs")]
    ReadBackDiffers,
    /// The stick or disk reports a fault of its own.
    #[error("the medium failed: {kind:?}")]
    MediumFailed {
        /// What the operating system says.
        kind: std::io::ErrorKind,
    },
    /// The parcel is not there any more, or is no regular file.
    #[error("parcel gone")]
    ParcelGone,
    /// The parcel is larger than accepted.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The address of the hub is not of the form `http://host:port`.
    #[error("not the address of a hub")]
    HubAddress,
    /// No hub answers at the address.
    #[error("hub unreachable")]
    HubUnreachable,
    /// The connection ended or went silent midway; nothing is lost, try again.
    #[error("hub broke off")]
    HubBrokeOff,
    /// The hub answered no.
    #[error("hub refused: {status} {reason}")]
    HubRefused {
        /// HTTP status.
        status: u16,
        /// The hub's code of the reason; see [`crate::wire::reason`].
        reason: String,
    },
    /// What answered does not speak like a hub, or sent another parcel than asked for.
    #[error("not a hub, or a confused one")]
    HubConfused,
}
