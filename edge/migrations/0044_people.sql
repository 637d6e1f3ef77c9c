-- People of the owner's: who they are in a project, what they may do there, and their sessions.

CREATE TABLE people (
  id           TEXT    NOT NULL PRIMARY KEY,
  project_id   TEXT    NOT NULL REFERENCES projects (id),
  email        TEXT    NOT NULL,             -- as it was written
  folded_email TEXT    NOT NULL,             -- as addresses are compared
  name         TEXT    NOT NULL DEFAULT '',
  role         TEXT    NOT NULL,             -- owner | admin | operator | viewer
  created_at   INTEGER NOT NULL,
  joined_at    INTEGER,                      -- first signed in; none: was invited
  mailbox_at   INTEGER,                      -- last came with a link from their own mail
  seen_at      INTEGER,                      -- last did something in the console, to the minute
  removed_at   INTEGER,                      -- kept for a while, so that the record of changes can say who it was
  last_change  TEXT                          -- the id of the last change's entry in the record of changes
) STRICT;

CREATE UNIQUE INDEX people_by_email ON people (folded_email, project_id) WHERE removed_at IS NULL;
CREATE INDEX people_by_project ON people (project_id, created_at);
CREATE INDEX people_by_removal ON people (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE console_sessions (
  id           TEXT    NOT NULL PRIMARY KEY,
  project_id   TEXT    NOT NULL REFERENCES projects (id),
  person_id    TEXT    NOT NULL REFERENCES people (id),
  has_mailbox  INTEGER NOT NULL,             -- 1: the link came by e-mail, so all projects of the address are theirs
  browser      TEXT    NOT NULL,             -- its name without a version; empty: unknown
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,             -- to the minute
  ends_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX console_sessions_by_person ON console_sessions (person_id, created_at);
CREATE INDEX console_sessions_by_end ON console_sessions (ends_at);

CREATE TABLE sign_in_links (
  hash         TEXT    NOT NULL PRIMARY KEY, -- the SHA-256 of its secret
  folded_email TEXT    NOT NULL,
  person_id    TEXT             REFERENCES people (id),   -- none: whoever has the address, in any project
  browser_hash TEXT,                         -- the SHA-256 of the browser's nonce; none: any browser
  created_at   INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL,
  used_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_links_by_person ON sign_in_links (person_id);
CREATE INDEX sign_in_links_by_end ON sign_in_links (ends_at);
