-- The journal's tables in PostgreSQL, format 1.
-- A group's first 512 KiB stand in its own row; when that is full, the rest is in journal_more, in order of part.
CREATE TABLE journal_meta (
    id INT PRIMARY KEY,
    format INT NOT NULL,
    actor VARCHAR(64) NOT NULL,
    epoch BIGINT NOT NULL,
    archived_through BIGINT NOT NULL,
    archived_hash BYTEA NOT NULL
);
CREATE TABLE journal_group (
    sequence BIGINT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    stamped_seconds BIGINT NOT NULL,
    stamped_nanos INT NOT NULL,
    records INT NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    bytes BYTEA NOT NULL
);
CREATE TABLE journal_more (
    sequence BIGINT NOT NULL,
    part INT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (sequence, part)
);
-- A snapshot is complete when its row is here; pieces without a row are the rest of one that was not finished.
CREATE TABLE snapshot (
    sequence BIGINT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    stamped_seconds BIGINT NOT NULL,
    stamped_nanos INT NOT NULL,
    records BIGINT NOT NULL,
    size BIGINT NOT NULL,
    chain BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE TABLE snapshot_piece (
    sequence BIGINT NOT NULL,
    piece INT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (sequence, piece)
);
