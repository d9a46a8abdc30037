-- Changes that came and could not be taken (docs/decisions/0020-left-out.md). Facts: a change may be nowhere else any more.
CREATE TABLE left_out (
  hash       BLOB PRIMARY KEY,              -- BLAKE3 of the header
  header     BLOB NOT NULL,
  payload    BLOB,
  reason     TEXT NOT NULL,                 -- the code of a sentence
  brought_by BLOB NOT NULL,                 -- the computer that brought it last
  first_at   INTEGER NOT NULL,              -- ms since 1970 (UTC)
  last_at    INTEGER NOT NULL
) STRICT;
