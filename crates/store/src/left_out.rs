//! Changes that came and could not be taken: kept aside with the reason, tried again, forgotten once they are in the log.
//!
//! One of them never keeps another from being taken. There is room for [`MOST`] of them and [`MOST_BYTES`]; beyond that the sender alone
//! keeps them, who does not hear them confirmed and brings them again.

use crate::blob::{Hash, Id};
use crate::error::StoreError;
use crate::exchange::Arrival;
use crate::reader::Reader;
use goldaw_changes::{ChangeHash, RawChange};
use goldaw_domain::ids::DeviceId;
use rusqlite::{Connection, named_params};

/// The most changes kept aside.
pub const MOST: u64 = 1_000;
/// The most bytes of them, headers and payloads.
pub const MOST_BYTES: u64 = 8 << 20;

/// A change kept aside.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOutChange {
    /// Its exact bytes, as they came.
    pub raw: RawChange,
    /// Why it was not taken, as a code.
    pub reason: String,
    /// The computer that brought it last.
    pub brought_by: DeviceId,
    /// When it came first, ms since 1970 (UTC).
    pub first_at: u64,
    /// When it came last, ms since 1970 (UTC).
    pub last_at: u64,
}

impl Reader<'_> {
    /// Returns the changes kept aside, in the order in which they came first.
    pub fn left_out(&self) -> Result<Vec<LeftOutChange>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT header, payload, reason, brought_by, first_at, last_at FROM left_out ORDER BY first_at, rowid",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(LeftOutChange {
                raw: RawChange {
                    header: row.get(0)?,
                    payload: row.get(1)?,
                },
                reason: row.get(2)?,
                brought_by: row.get::<_, Id>(3)?.into(),
                first_at: row.get::<_, i64>(4)?.cast_unsigned(),
                last_at: row.get::<_, i64>(5)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Arrival<'_> {
    /// Keeps a change aside. One that is there already keeps the time of its first coming; all else is as it came last. Returns whether
    /// there was room.
    pub fn leave_out(
        &self,
        raw: &RawChange,
        reason: &str,
        brought_by: DeviceId,
    ) -> Result<bool, StoreError> {
        let hash = raw.hash();
        if !has_room(self.tx, &hash, bytes_of(raw))? {
            return Ok(false);
        }
        self.tx
            .prepare_cached(
                "INSERT INTO left_out (hash, header, payload, reason, brought_by, first_at, last_at)
                 VALUES (:hash, :header, :payload, :reason, :brought_by, :now, :now)
                 ON CONFLICT (hash) DO UPDATE SET payload = :payload, reason = :reason, brought_by = :brought_by, last_at = :now",
            )?
            .execute(named_params! {
                ":hash": Hash(hash),
                ":header": raw.header,
                ":payload": raw.payload,
                ":reason": reason,
                ":brought_by": Id::from(brought_by),
                ":now": self.now_ms.cast_signed(),
            })?;
        Ok(true)
    }

    /// Forgets what was kept aside and has come all the same: it is in the log now, or waits there for another.
    pub fn forget_left_out_that_came(&self) -> Result<(), StoreError> {
        let mut came: Vec<ChangeHash> = Vec::new();
        {
            let mut statement = self
                .tx
                .prepare_cached("SELECT hash, hash IN (SELECT hash FROM waiting) FROM left_out")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let hash = row.get::<_, Hash>(0)?.0;
                if row.get(1)? || self.log.number(&hash)?.is_some() {
                    came.push(hash);
                }
            }
        }
        let mut forget = self
            .tx
            .prepare_cached("DELETE FROM left_out WHERE hash = :hash")?;
        for hash in came {
            forget.execute(named_params! { ":hash": Hash(hash) })?;
        }
        Ok(())
    }
}

fn bytes_of(raw: &RawChange) -> u64 {
    (raw.header.len() + raw.payload.as_ref().map_or(0, Vec::len)) as u64
}

/// Tells whether a change of so many bytes may be kept beside those that are not itself.
fn has_room(connection: &Connection, hash: &ChangeHash, bytes: u64) -> Result<bool, StoreError> {
    let (changes, held): (i64, i64) = connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(length(header) + coalesce(length(payload), 0)), 0) FROM left_out WHERE hash <> :hash",
        )?
        .query_row(named_params! { ":hash": Hash(*hash) }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(changes.cast_unsigned() < MOST && held.cast_unsigned() + bytes <= MOST_BYTES)
}
