-- What is known of visitors and their conversations beyond the messages.

ALTER TABLE sessions ADD COLUMN email          TEXT;      -- proven by the owner's signature
ALTER TABLE sessions ADD COLUMN identified_at  INTEGER;
ALTER TABLE sessions ADD COLUMN revoked_before INTEGER NOT NULL DEFAULT 0;   -- tokens made earlier open nothing

ALTER TABLE conversations ADD COLUMN test          INTEGER NOT NULL DEFAULT 0;   -- begun with a test key
ALTER TABLE conversations ADD COLUMN subject       TEXT;
ALTER TABLE conversations ADD COLUMN read_at       INTEGER NOT NULL DEFAULT 0;   -- the visitor has seen what is older
ALTER TABLE conversations ADD COLUMN resolved_at   INTEGER;
-- Sums over the conversation's messages, kept by triggers, so that lists need not read them.
ALTER TABLE conversations ADD COLUMN message_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN unanswered    INTEGER NOT NULL DEFAULT 0;   -- how many answers were refusals
ALTER TABLE conversations ADD COLUMN verdict       TEXT;                         -- the latest

CREATE INDEX conversations_by_time ON conversations (project_id, test, created_at, id);
CREATE INDEX conversations_unanswered ON conversations (project_id, test, created_at, id) WHERE unanswered > 0;
CREATE INDEX conversations_handed_off ON conversations (project_id, test, created_at, id) WHERE handoff_at IS NOT NULL;
CREATE INDEX conversations_judged ON conversations (project_id, test, verdict, created_at, id) WHERE verdict IS NOT NULL;

CREATE TABLE leads (
  id              TEXT    NOT NULL PRIMARY KEY,
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  conversation_id TEXT    NOT NULL REFERENCES conversations (id),
  session_id      TEXT    NOT NULL,
  test            INTEGER NOT NULL DEFAULT 0,
  name            TEXT,
  email           TEXT,
  phone           TEXT,
  fields          TEXT    NOT NULL DEFAULT '{}',   -- JSON object of the owner's own fields
  consent         TEXT,                            -- the text that the visitor agreed to
  created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX leads_by_time ON leads (project_id, test, created_at, id);
CREATE UNIQUE INDEX leads_once ON leads (project_id, conversation_id);

CREATE TABLE sales (
  id          TEXT    NOT NULL PRIMARY KEY,
  project_id  TEXT    NOT NULL REFERENCES projects (id),
  type        TEXT    NOT NULL,        -- purchased | subscribed | signed_up | added_to_cart | custom
  name        TEXT,                    -- shortened
  location    TEXT,
  product     TEXT,
  message     TEXT,
  fingerprint TEXT    NOT NULL,        -- the same event twice has the same one
  occurred_at INTEGER NOT NULL,
  UNIQUE (project_id, fingerprint)
) STRICT;

CREATE INDEX sales_by_time ON sales (project_id, occurred_at);
