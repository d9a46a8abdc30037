//! Ids and hashes as the database keeps them: 16 or 32 bytes.

use goldaw_changes::ChangeHash;
use goldaw_domain::ids::{DeviceId, OfficeId, RecordId, WorkerId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use uuid::Uuid;

/// A UUID as 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id(pub Uuid);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::from_slice(value.as_blob()?)
            .map(Id)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

macro_rules! as_id {
    ($($name:ident),+) => {
        $(impl From<Id> for $name {
            fn from(id: Id) -> Self {
                id.0.into()
            }
        }
        impl From<$name> for Id {
            fn from(id: $name) -> Self {
                Id(id.uuid())
            }
        })+
    };
}
as_id!(RecordId, OfficeId, DeviceId, WorkerId);

/// A change's hash as 32 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash(pub ChangeHash);

impl ToSql for Hash {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Hash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes: [u8; 32] = value
            .as_blob()?
            .try_into()
            .map_err(|_| FromSqlError::InvalidType)?;
        Ok(Hash(ChangeHash::from(bytes)))
    }
}
