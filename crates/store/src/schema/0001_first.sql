-- The first schema. Released steps are never edited; a new version is a new file.

-- The change log: exact bytes, never updated except to drop an erased payload or to receive one that was missing.
CREATE TABLE change (
  number      INTEGER PRIMARY KEY,          -- order of arrival here; parents always come first
  hash        BLOB NOT NULL UNIQUE,
  branch      INTEGER NOT NULL REFERENCES branch (number),
  sequence    INTEGER NOT NULL,
  hlc         INTEGER NOT NULL,
  scope       BLOB NOT NULL,                -- the office whose changes travel together
  header      BLOB NOT NULL,
  payload     BLOB,                         -- NULL when erased or sealed for somebody else
  erased      INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
  clock       BLOB NOT NULL,                -- what its author had seen, in local branch numbers
  recorded_at INTEGER NOT NULL,             -- ms since 1970 (UTC), when it was written into this store
  UNIQUE (branch, sequence)
) STRICT;
CREATE INDEX change_by_scope ON change (scope, number);
CREATE INDEX change_by_arrival ON change (recorded_at);

CREATE TABLE branch (
  number         INTEGER PRIMARY KEY,       -- counted by this store, never sent
  device         BLOB NOT NULL,
  incarnation    BLOB NOT NULL,
  scope          BLOB NOT NULL,
  first_sequence INTEGER NOT NULL,
  head_sequence  INTEGER NOT NULL,
  head           BLOB NOT NULL
) STRICT;
CREATE INDEX branch_by_stream ON branch (device, incarnation, scope);

-- Changes whose parents are not here yet.
CREATE TABLE waiting (
  hash    BLOB PRIMARY KEY,
  header  BLOB NOT NULL,
  payload BLOB,
  missing BLOB NOT NULL                     -- hashes of 32 bytes, one after the other
) STRICT, WITHOUT ROWID;

-- Signatures of stream heads by the computers that wrote them: the origin survives when a bundle is packed anew.
CREATE TABLE head_signature (
  head      BLOB PRIMARY KEY,
  device    BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Live values: usually one a field; more than one when people wrote without seeing each other.
CREATE TABLE cell (
  record BLOB NOT NULL,
  kind   TEXT NOT NULL,
  field  TEXT NOT NULL,
  change INTEGER NOT NULL REFERENCES change (number),
  value  TEXT NOT NULL,                     -- JSON
  PRIMARY KEY (record, kind, field, change)
) STRICT, WITHOUT ROWID;

-- Which changes wrote to which record: the way to the history.
CREATE TABLE touch (
  record BLOB NOT NULL,
  change INTEGER NOT NULL REFERENCES change (number),
  PRIMARY KEY (record, change)
) STRICT, WITHOUT ROWID;

-- Merged records, ready to serve. Derived: dropped and made again by a rebuild.
CREATE TABLE record (
  id         BLOB PRIMARY KEY,
  kind       TEXT NOT NULL,
  scope      BLOB NOT NULL,
  fields     TEXT NOT NULL,                 -- JSON object
  open       TEXT NOT NULL,                 -- JSON list of fields that wait for a decision
  voided     INTEGER NOT NULL CHECK (voided IN (0, 1)),
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_kind ON record (kind, created_at);
CREATE INDEX record_open ON record (kind) WHERE open <> '[]';

-- Files by the hash of their content.
CREATE TABLE attachment (
  content TEXT PRIMARY KEY,                 -- BLAKE3, lower-case hex
  bytes   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts of this computer alone; never sent.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE secret (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
  form     TEXT NOT NULL,
  about    TEXT NOT NULL,
  content  TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (form, about)
) STRICT, WITHOUT ROWID;

-- What other computers are known to hold, and what was packed for their office.
CREATE TABLE holds (
  device   BLOB NOT NULL,
  branch   INTEGER NOT NULL REFERENCES branch (number),
  sequence INTEGER NOT NULL,
  PRIMARY KEY (device, branch)
) STRICT, WITHOUT ROWID;
CREATE TABLE packed (
  office   BLOB NOT NULL,
  branch   INTEGER NOT NULL REFERENCES branch (number),
  sequence INTEGER NOT NULL,
  PRIMARY KEY (office, branch)
) STRICT, WITHOUT ROWID;

-- Parcels written and taken over: numbers, receipts, repetitions.
CREATE TABLE parcel (
  hash      BLOB PRIMARY KEY,               -- BLAKE3 of the whole parcel
  direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')),
  office    BLOB NOT NULL,                  -- the other side
  device    BLOB NOT NULL,                  -- its computer; all zero when sent to a whole office
  number    INTEGER NOT NULL,
  session   BLOB NOT NULL,                  -- the sender's life
  changes   INTEGER NOT NULL,
  at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_by_office ON parcel (office, direction, at);
