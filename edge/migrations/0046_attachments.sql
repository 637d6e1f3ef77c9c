-- Files of messages. Their content is in the store of files, under the project's id and theirs.
-- A row goes after its file: what was erased has neither name nor message any more, and waits for that.

CREATE TABLE attachments (
  id              TEXT    NOT NULL PRIMARY KEY,
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  conversation_id TEXT    NOT NULL,
  sender          TEXT    NOT NULL,          -- visitor | operator
  name            TEXT    NOT NULL,          -- empty: was erased
  media_type      TEXT    NOT NULL,          -- by its content
  bytes           INTEGER NOT NULL,
  message_id      TEXT             REFERENCES messages (id),   -- none: was not sent yet
  created_at      INTEGER NOT NULL           -- 0: was erased
) STRICT;

CREATE INDEX attachments_by_conversation ON attachments (project_id, conversation_id, sender);
CREATE INDEX attachments_by_message ON attachments (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_unsent ON attachments (created_at) WHERE message_id IS NULL;
