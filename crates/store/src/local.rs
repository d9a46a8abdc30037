//! Facts of this computer alone: settings, secrets, drafts. Never sent as changes.

use crate::error::StoreError;
use crate::store::Store;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

pub(crate) fn read_setting(
    connection: &Connection,
    name: &str,
) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM setting WHERE name = :name")?
        .query_row(named_params! { ":name": name }, |row| row.get(0))
        .optional()?)
}

pub(crate) fn write_setting(
    connection: &Connection,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value")?
        .execute(named_params! { ":name": name, ":value": value })?;
    Ok(())
}

pub(crate) fn write_secret(
    connection: &Connection,
    name: &str,
    value: &[u8],
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO secret (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value",
        named_params! { ":name": name, ":value": value },
    )?;
    Ok(())
}

impl Store {
    /// Keeps a setting.
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        write_setting(&self.connection, name, value)
    }

    /// Keeps a secret: it lies in the encrypted file and nowhere else.
    pub fn set_secret(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        write_secret(&self.connection, name, value)
    }

    /// Returns a secret.
    pub fn secret(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .connection
            .query_row(
                "SELECT value FROM secret WHERE name = :name",
                named_params! { ":name": name },
                |row| row.get(0),
            )
            .optional()?)
    }

    /// Keeps a half-filled form; the one before is replaced.
    pub fn put_draft(
        &mut self,
        form: &str,
        about: &str,
        content: &Value,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO draft (form, about, content, saved_at) VALUES (:form, :about, :content, :saved_at)
                 ON CONFLICT (form, about) DO UPDATE SET content = :content, saved_at = :saved_at",
            )?
            .execute(named_params! {
                ":form": form,
                ":about": about,
                ":content": serde_json::to_string(content)?,
                ":saved_at": now_ms as i64,
            })?;
        Ok(())
    }

    /// Forgets a half-filled form.
    pub fn drop_draft(&mut self, form: &str, about: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "DELETE FROM draft WHERE form = :form AND about = :about",
            named_params! { ":form": form, ":about": about },
        )?;
        Ok(())
    }
}
