//! Distinct types for the ids of records, so that a person cannot stand where a case is meant.
//!
//! Ids are random UUIDs (version 7 where they are made); making them needs a clock and randomness and is the caller's business.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
        pub struct $name(Uuid);

        impl $name {
            /// Returns the bare UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

macro_rules! record_id {
    ($(#[$doc:meta])* $name:ident) => {
        id!($(#[$doc])* $name);
        impl From<$name> for RecordId {
            fn from(id: $name) -> Self {
                RecordId(id.0)
            }
        }
        impl From<RecordId> for $name {
            fn from(id: RecordId) -> Self {
                $name(id.0)
            }
        }
    };
}

id!(
    /// Names any record, whatever its kind.
    RecordId
);
id!(
    /// Names one computer for its whole life; a restored or copied store keeps it and changes its incarnation.
    DeviceId
);
record_id!(
    /// Names a person registered.
    PersonId
);
record_id!(
    /// Names a household.
    HouseholdId
);
record_id!(
    /// Names a case.
    CaseId
);
record_id!(
    /// Names an appeal.
    AppealId
);
record_id!(
    /// Names an office: an etrap, a velayat or the centre. Also the scope in which changes travel.
    OfficeId
);
record_id!(
    /// Names a worker of an office.
    WorkerId
);
record_id!(
    /// Names an attached file.
    AttachmentId
);

/// The scope of what every office shares: workers, offices, lists. A fixed id, the same in every store.
pub const SHARED_SCOPE: OfficeId =
    OfficeId(Uuid::from_u128(0x676f_6c64_6177_4000_8000_7368_6172_6564));
