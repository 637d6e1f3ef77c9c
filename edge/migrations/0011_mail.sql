-- Owners are told by e-mail, too: a delivery without a webhook. SQLite cannot take a NOT NULL back, so the table is made
-- anew.

DROP TRIGGER event_recorded;

CREATE TABLE deliveries_and_mail (
  id            TEXT    NOT NULL PRIMARY KEY,
  project_id    TEXT    NOT NULL REFERENCES projects (id),
  webhook_id    TEXT             REFERENCES webhooks (id),   -- none: an e-mail to the owner
  event_id      TEXT    NOT NULL,      -- of no event if it is a test
  event_type    TEXT    NOT NULL,
  state         TEXT    NOT NULL DEFAULT 'pending',   -- pending | delivered | dead
  attempts      INTEGER NOT NULL DEFAULT 0,
  next_at       INTEGER,               -- while it is pending: when it is sent, or sent again if its job was lost
  last_status   INTEGER,
  last_error    TEXT,
  last_response TEXT,                  -- the beginning of the body
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

INSERT INTO deliveries_and_mail (id, project_id, webhook_id, event_id, event_type, state, attempts, next_at, last_status,
                                 last_error, last_response, created_at, updated_at)
  SELECT id, project_id, webhook_id, event_id, event_type, state, attempts, next_at, last_status, last_error,
         last_response, created_at, updated_at
  FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_and_mail RENAME TO deliveries;

CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, created_at, id);
CREATE INDEX deliveries_by_state   ON deliveries (webhook_id, state, created_at, id);
CREATE INDEX deliveries_by_event   ON deliveries (event_id);
CREATE INDEX deliveries_by_age     ON deliveries (updated_at) WHERE state <> 'pending';
CREATE INDEX deliveries_due        ON deliveries (next_at, project_id) WHERE state = 'pending';
CREATE INDEX deliveries_due_by_project ON deliveries (project_id, next_at) WHERE state = 'pending';

-- The id is a UUID of version 7, as everywhere.
CREATE TRIGGER event_recorded AFTER INSERT ON events BEGIN
  INSERT INTO deliveries (id, project_id, webhook_id, event_id, event_type, next_at, created_at, updated_at)
    SELECT substr(printf('%012x', NEW.created_at), 1, 8) || '-' || substr(printf('%012x', NEW.created_at), 9, 4)
             || '-7' || substr(lower(hex(randomblob(2))), 2)
             || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2)
             || '-' || lower(hex(randomblob(6))),
           NEW.project_id, receivers.webhook_id, NEW.id, NEW.type, NEW.created_at, NEW.created_at, NEW.created_at
    FROM (SELECT id AS webhook_id FROM webhooks
          WHERE project_id = NEW.project_id AND disabled_at IS NULL
            AND EXISTS (SELECT 1 FROM json_each(webhooks.events) AS wanted WHERE wanted.value = NEW.type)
          UNION ALL
          SELECT NULL FROM projects
          WHERE id = NEW.project_id AND NEW.type = 'conversation.handoff'
            AND coalesce(json_extract(settings, '$.notifyEmail'), '') <> '') AS receivers;
END;
