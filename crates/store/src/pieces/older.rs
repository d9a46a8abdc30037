//! Files of earlier versions, which kept each in one row, are cut into pieces when a store is opened.

use super::Content;
use super::keep::keep_file;
use crate::blob::Id;
use crate::error::StoreError;
use goldaw_domain::ids::{OfficeId, SHARED_SCOPE};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Cuts them one by one, each in a transaction: whatever stops it, the next opening goes on.
pub(crate) fn cut_older(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        let tx = connection.transaction()?;
        let next: Option<(String, Vec<u8>)> = tx
            .query_row("SELECT content, bytes FROM attachment LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((content, bytes)) = next else {
            return Ok(());
        };
        for scope in offices_naming(&tx, &content)? {
            keep_file(&tx, scope, bytes.as_slice())?;
        }
        tx.execute(
            "DELETE FROM attachment WHERE content = :content",
            named_params! { ":content": content },
        )?;
        tx.commit()?;
    }
}

/// Returns the offices whose records name a content. One that none names is kept as what all share, where nothing leads to it.
fn offices_naming(connection: &Connection, content: &str) -> Result<Vec<OfficeId>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT scope FROM file_row WHERE content = :content")?;
    let mut offices: Vec<OfficeId> = match Content::from_hex(content) {
        None => Vec::new(),
        Some(content) => statement
            .query_map(named_params! { ":content": content }, |row| {
                Ok(row.get::<_, Id>(0)?.into())
            })?
            .collect::<Result<_, _>>()?,
    };
    if offices.is_empty() {
        offices.push(SHARED_SCOPE);
    }
    Ok(offices)
}
