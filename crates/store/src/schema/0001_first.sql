-- The first schema. Released steps are never edited; a new version is a new file.

-- The change log: exact bytes, never updated except to drop an erased payload or to receive one that was missing. Its old part lies in
-- folds.
CREATE TABLE change (
  number      INTEGER PRIMARY KEY,          -- order of arrival here; parents always come first
  hash        BLOB NOT NULL UNIQUE,
  branch      INTEGER NOT NULL REFERENCES branch (number),
  sequence    INTEGER NOT NULL,
  hlc         INTEGER NOT NULL,
  header      BLOB NOT NULL,
  payload     BLOB,                         -- NULL when erased or sealed for somebody else
  erased      INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
  clock       BLOB NOT NULL,                -- what its author had seen, in local branch numbers
  recorded_at INTEGER NOT NULL,             -- ms since 1970 (UTC), when it was written into this store
  UNIQUE (branch, sequence)
) STRICT;
CREATE INDEX change_by_arrival ON change (recorded_at);

-- The old part of the log, in place of rows of change: runs of changes by column, compressed (docs/formats/change-log.md, "Folded").
CREATE TABLE fold (
  first    INTEGER PRIMARY KEY,             -- number of the first change; the others follow without a gap
  last     INTEGER NOT NULL,
  content  INTEGER NOT NULL,                -- random: names this content, never used for other
  earliest INTEGER NOT NULL,                -- of recorded_at
  latest   INTEGER NOT NULL,
  packed   BLOB NOT NULL
) STRICT;
-- Which part of a branch lies in which fold.
CREATE TABLE fold_branch (
  branch INTEGER NOT NULL REFERENCES branch (number),
  first  INTEGER NOT NULL,                  -- sequences
  last   INTEGER NOT NULL,
  latest INTEGER NOT NULL,                  -- of recorded_at
  fold   INTEGER NOT NULL REFERENCES fold (first),
  PRIMARY KEY (branch, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX fold_branch_by_fold ON fold_branch (fold);
-- The way from a hash to a folded change: by its first six bytes, compared with the fold itself.
CREATE TABLE fold_name (
  name   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (name, number)
) STRICT, WITHOUT ROWID;

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

-- Merged records, a row each, with every live value of every field: usually one a field; more than one when people wrote without seeing
-- each other. Derived: dropped and made again by a rebuild. What repeats from record to record is named by number.
CREATE TABLE record (
  number     INTEGER PRIMARY KEY,
  id         BLOB NOT NULL UNIQUE,
  shape      INTEGER NOT NULL REFERENCES shape (number),
  scope      INTEGER NOT NULL REFERENCES known_id (number),
  cells      TEXT NOT NULL,                 -- JSON list of live values in the order of the shape, the one to show first
  writers    BLOB NOT NULL,                 -- the numbers of all changes that wrote to it, and for each field which of them are live
  open       TEXT,                          -- JSON list of fields that wait for a decision
  voided     INTEGER NOT NULL CHECK (voided IN (0, 1)),
  created    INTEGER NOT NULL,              -- time of the first change, as in change.hlc
  created_by INTEGER NOT NULL REFERENCES known_id (number),
  changed    INTEGER NOT NULL,
  changed_by INTEGER NOT NULL REFERENCES known_id (number)
) STRICT;
CREATE INDEX record_by_shape ON record (shape);
CREATE INDEX record_open ON record (number) WHERE open IS NOT NULL;

-- Which fields a record has.
CREATE TABLE shape (
  number INTEGER PRIMARY KEY,
  kind   TEXT NOT NULL,
  names  TEXT NOT NULL,                     -- JSON: kinds with their fields, the record's kind first
  UNIQUE (kind, names)
) STRICT;

-- Workers and offices that stand in many rows.
CREATE TABLE known_id (
  number INTEGER PRIMARY KEY,
  id     BLOB NOT NULL UNIQUE
) STRICT;

CREATE VIEW document AS
SELECT record.number, record.id, scope.id AS scope, shape.names, record.cells, record.writers, record.open, record.created,
       creator.id AS created_by, record.changed, changer.id AS changed_by, shape.kind, record.voided
FROM record
JOIN shape ON shape.number = record.shape
JOIN known_id AS scope ON scope.number = record.scope
JOIN known_id AS creator ON creator.number = record.created_by
JOIN known_id AS changer ON changer.number = record.changed_by;

-- Seeds from which the salts of runs of changes follow (docs/decisions/0013-salt-runs.md): a bundle carries the seed in place of the salts.
-- Erasing a payload erases the seed of its run with it.
CREATE TABLE salt_run (
  device      BLOB NOT NULL,
  incarnation BLOB NOT NULL,
  scope       BLOB NOT NULL,
  first       INTEGER NOT NULL,             -- sequences of the changes salted by it
  last        INTEGER NOT NULL,
  seed        BLOB NOT NULL,
  open        INTEGER NOT NULL CHECK (open IN (0, 1)), -- the next own change may use it: it has not left this store
  PRIMARY KEY (device, incarnation, scope, seed)
) STRICT, WITHOUT ROWID;
CREATE INDEX salt_run_open ON salt_run (device, incarnation, scope) WHERE open = 1;

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
