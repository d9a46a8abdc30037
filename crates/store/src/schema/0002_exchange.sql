-- What the exchange remembers beyond one bundle. Facts of this computer; nothing here is derived from the log.

-- Which lives of another computer have spoken, in the order in which they were first heard. The one with the largest turn is believed.
CREATE TABLE spoken (
  device  BLOB NOT NULL,
  session BLOB NOT NULL,                    -- the life: random at each start of the program there
  number  INTEGER NOT NULL,                 -- number of its latest bundle taken in
  turn    INTEGER NOT NULL,
  PRIMARY KEY (device, session)
) STRICT, WITHOUT ROWID;

-- Changes that waiting ones name and nobody here has: since when, and which computer brought what waits.
CREATE TABLE missing (
  hash   BLOB PRIMARY KEY,
  device BLOB NOT NULL,
  since  INTEGER NOT NULL                   -- ms since 1970 (UTC)
) STRICT, WITHOUT ROWID;

-- Changes the centre declared lost: those that name them do not wait for them. Never taken back.
CREATE TABLE declared_lost (
  hash BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
