-- People who answer: who holds a conversation and until when, what they wrote, what they noted among themselves.

ALTER TABLE conversations ADD COLUMN operator_id      TEXT;
ALTER TABLE conversations ADD COLUMN operator_name    TEXT;
ALTER TABLE conversations ADD COLUMN lease_until      INTEGER;              -- set while the holder is 'operator'
ALTER TABLE conversations ADD COLUMN reply_generation INTEGER NOT NULL DEFAULT 1;   -- raised: older reply links end

ALTER TABLE messages ADD COLUMN operator_name TEXT;
ALTER TABLE messages ADD COLUMN offer_handoff INTEGER NOT NULL DEFAULT 0;

-- Never shown to visitors.
CREATE TABLE notes (
  id              TEXT    NOT NULL PRIMARY KEY,
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  conversation_id TEXT    NOT NULL REFERENCES conversations (id),
  author          TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX notes_by_conversation ON notes (project_id, conversation_id, created_at);
CREATE INDEX notes_by_reference    ON notes (conversation_id);
