-- Who owns what, what visitors asked and what they were answered, and where knowledge comes from.
-- Ids are UUIDs in lower-case text. Times are Unix milliseconds. JSON stands in TEXT.

CREATE TABLE organizations (
  id         TEXT    NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE projects (
  id               TEXT    NOT NULL PRIMARY KEY,
  organization_id  TEXT    NOT NULL REFERENCES organizations (id),
  slug             TEXT    NOT NULL UNIQUE,
  name             TEXT    NOT NULL,
  plan             TEXT    NOT NULL DEFAULT 'scale',
  settings         TEXT    NOT NULL DEFAULT '{}',
  settings_version INTEGER NOT NULL DEFAULT 1,
  allowed_origins  TEXT    NOT NULL DEFAULT '[]',
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT;

-- Only the SHA-256 (lower-case hex) of a key is kept.
CREATE TABLE api_keys (
  id              TEXT    NOT NULL PRIMARY KEY,
  organization_id TEXT    NOT NULL REFERENCES organizations (id),
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  hash            TEXT    NOT NULL UNIQUE,
  name            TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  revoked_at      INTEGER
) STRICT;

CREATE TABLE sessions (
  project_id TEXT    NOT NULL REFERENCES projects (id),
  id         TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id)
) STRICT;

CREATE TABLE conversations (
  id                TEXT    NOT NULL PRIMARY KEY,
  project_id        TEXT    NOT NULL REFERENCES projects (id),
  session_id        TEXT    NOT NULL,
  holder            TEXT    NOT NULL DEFAULT 'bot',
  page_url          TEXT,
  visitor_email     TEXT,
  handoff_at        INTEGER,
  last_event_number INTEGER NOT NULL DEFAULT 0,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
) STRICT;

CREATE INDEX conversations_by_session ON conversations (project_id, session_id, updated_at);

CREATE TABLE messages (
  id                TEXT    NOT NULL PRIMARY KEY,
  project_id        TEXT    NOT NULL REFERENCES projects (id),
  conversation_id   TEXT    NOT NULL REFERENCES conversations (id),
  sender            TEXT    NOT NULL,
  text              TEXT    NOT NULL,
  client_message_id TEXT,
  answers           TEXT,             -- the visitor's message that this one answers
  evidence          TEXT,
  confidence        REAL,
  unanswered        INTEGER NOT NULL DEFAULT 0,
  stopped           INTEGER NOT NULL DEFAULT 0,
  verdict           TEXT,
  verdict_reason    TEXT,
  created_at        INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_conversation ON messages (project_id, conversation_id, created_at);
CREATE UNIQUE INDEX messages_once ON messages (project_id, conversation_id, client_message_id)
  WHERE client_message_id IS NOT NULL;

CREATE TABLE citations (
  message_id     TEXT    NOT NULL REFERENCES messages (id),
  n              INTEGER NOT NULL,
  project_id     TEXT    NOT NULL REFERENCES projects (id),
  title          TEXT    NOT NULL,
  url            TEXT    NOT NULL,
  snippet        TEXT    NOT NULL,
  quote          TEXT    NOT NULL,
  source_version INTEGER NOT NULL,     -- the passage may be gone by now: the quotation stays
  PRIMARY KEY (message_id, n)
) STRICT;

CREATE TABLE sources (
  id              TEXT    NOT NULL PRIMARY KEY,
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  kind            TEXT    NOT NULL,    -- page | sitemap | site | file | answer
  name            TEXT    NOT NULL,    -- what the owner sees: the address, the file's name, the question
  url             TEXT,
  content         TEXT,                -- a file's text, or an answer as JSON {question, answer, alternatives}
  content_hash    TEXT,
  status          TEXT    NOT NULL DEFAULT 'pending',   -- pending | indexing | indexed | failed
  failure_code    TEXT,
  failure_reason  TEXT,
  documents_found INTEGER NOT NULL DEFAULT 0,
  documents_done  INTEGER NOT NULL DEFAULT 0,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  indexed_at      INTEGER
) STRICT;

CREATE INDEX sources_by_project ON sources (project_id, created_at);

CREATE TABLE documents (
  id           TEXT    NOT NULL PRIMARY KEY,
  project_id   TEXT    NOT NULL REFERENCES projects (id),
  source_id    TEXT    NOT NULL REFERENCES sources (id),
  key          TEXT    NOT NULL,       -- its address, or its file name
  url          TEXT,
  title        TEXT    NOT NULL,
  language     TEXT,                   -- BCP 47, as the document declares it
  content_hash TEXT    NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE (source_id, key)
) STRICT;

CREATE INDEX documents_by_source ON documents (project_id, source_id);
