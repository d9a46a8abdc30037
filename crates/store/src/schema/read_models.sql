-- Read models: what the records say, in the shape of lists. Dropped and made again whenever this file changes or a store is rebuilt,
-- so there are no steps here. A list that grows with the people names a record by its number, and has no second index to find its rows
-- by record: what a record said before is known when it changes.

DROP TABLE IF EXISTS link;
DROP TABLE IF EXISTS person_row;
DROP TABLE IF EXISTS blocking;
DROP TABLE IF EXISTS words;
DROP TABLE IF EXISTS word_row;
DROP TABLE IF EXISTS case_row;
DROP TABLE IF EXISTS file_row;

-- Every field that names another record.
CREATE TABLE link (
  target BLOB NOT NULL,
  kind   TEXT NOT NULL,
  field  TEXT NOT NULL,
  source INTEGER NOT NULL,                  -- number of the record
  PRIMARY KEY (target, kind, field, source)
) STRICT, WITHOUT ROWID;

-- People in the order of the Turkmen alphabet.
CREATE TABLE person_row (
  sort   BLOB NOT NULL,                     -- collation key: bytes compare as the names sort
  person INTEGER NOT NULL,                  -- number of the record
  PRIMARY KEY (sort, person)
) STRICT, WITHOUT ROWID;

-- Keys under which two registrations of one person meet.
CREATE TABLE blocking (
  key    TEXT NOT NULL,
  person INTEGER NOT NULL,                  -- number of the record
  PRIMARY KEY (key, person)
) STRICT, WITHOUT ROWID;

-- Normalised words of people, households and cases, and of what visits, notes and appeals say: one column each, so that a search
-- names the column it wants. What names of people sound like has a column of its own. A row has the number of its record.
CREATE VIRTUAL TABLE words USING fts5 (
  people,
  sounds,
  households,
  cases,
  entries,
  prefix = '2 3',
  content = '',
  contentless_delete = 1,
  tokenize = 'ascii'
);
CREATE TABLE word_row (
  number INTEGER PRIMARY KEY,               -- of the record; rowid in words
  kind   TEXT NOT NULL,
  first  TEXT NOT NULL                      -- the words a list sorts by: what begins with them comes first
) STRICT;
CREATE INDEX word_row_first ON word_row (kind, first);

CREATE TABLE case_row (
  id            BLOB PRIMARY KEY,
  number        TEXT NOT NULL,
  client        TEXT NOT NULL,
  address       TEXT NOT NULL,
  person        BLOB,
  household     BLOB,
  risk          TEXT,
  status        TEXT NOT NULL,
  worker        BLOB,
  due_kind      TEXT,
  due_on        TEXT,                       -- YYYY-MM-DD
  questions     INTEGER NOT NULL,
  last_entry    BLOB,
  last_entry_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX case_row_due ON case_row (status, due_on);
CREATE INDEX case_row_person ON case_row (person);
CREATE INDEX case_row_household ON case_row (household);

-- Which file's content which record names. Voided records too: what is hidden is not forgotten.
CREATE TABLE file_row (
  record  BLOB PRIMARY KEY,
  scope   BLOB NOT NULL,
  content BLOB NOT NULL,                    -- BLAKE3
  about   BLOB                              -- the record the file belongs to
) STRICT, WITHOUT ROWID;
CREATE INDEX file_row_content ON file_row (scope, content);
