-- Files in pieces (docs/decisions/0017-files-in-pieces.md). Facts, not derived: a lost piece cannot be made again from the log.

-- A file some office's records name, as its manifest says. What one office has of a file is no ticket for another: each has its own row.
CREATE TABLE file (
  number  INTEGER PRIMARY KEY,
  scope   BLOB NOT NULL,                    -- the office whose changes name it
  content BLOB NOT NULL,                    -- BLAKE3 of the whole file
  bytes   INTEGER NOT NULL,
  whole   INTEGER NOT NULL CHECK (whole IN (0, 1)), -- all pieces are here and together give the content
  UNIQUE (scope, content)
) STRICT;

-- Content of pieces, once each, whatever files and offices they are of.
CREATE TABLE piece (
  number INTEGER PRIMARY KEY,
  hash   BLOB NOT NULL UNIQUE,              -- BLAKE3 of the bytes
  bytes  BLOB NOT NULL
) STRICT;

-- What a file is put together from.
CREATE TABLE part (
  file  INTEGER NOT NULL REFERENCES file (number),
  place INTEGER NOT NULL,                   -- 0, 1, ...
  hash  BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  piece INTEGER REFERENCES piece (number),  -- NULL until it came from this office's side
  PRIMARY KEY (file, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_by_hash ON part (hash);
CREATE INDEX part_by_piece ON part (piece);

-- Pieces and manifests written into bundles for an office and not known to be there: what waited longest goes next.
CREATE TABLE piece_packed (
  office BLOB NOT NULL,
  hash   BLOB NOT NULL,
  upto   INTEGER NOT NULL,                  -- last number of the log then
  bundle INTEGER NOT NULL,                  -- number of the bundle
  PRIMARY KEY (office, hash)
) STRICT, WITHOUT ROWID;

-- The table attachment holds files of earlier versions until the next opening, which puts them into pieces.
