-- What a visitor can cause at will is told once per conversation and pause, and so often an hour in a project.

CREATE TABLE notices (
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  conversation_id TEXT    NOT NULL,
  kind            TEXT    NOT NULL,             -- the event's type
  event_id        TEXT,                         -- the event of the last change, if it was told at once
  told_at         INTEGER NOT NULL,             -- 0: not yet
  due_at          INTEGER,                      -- when the change that waits is told
  data            TEXT,                         -- the event's data of that change
  PRIMARY KEY (project_id, conversation_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_due ON notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notices_over ON notices (told_at) WHERE due_at IS NULL;

CREATE TABLE notice_hours (
  project_id TEXT    NOT NULL REFERENCES projects (id),
  kind       TEXT    NOT NULL,
  hour       INTEGER NOT NULL,                  -- hours since 1970
  told       INTEGER NOT NULL,
  PRIMARY KEY (project_id, kind, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_hours_by_hour ON notice_hours (hour);

-- The owner's e-mail is planned by the batch that records the event, which knows how many there were.
DROP TRIGGER event_recorded;
CREATE TRIGGER event_recorded AFTER INSERT ON events BEGIN
  INSERT INTO deliveries (id, project_id, webhook_id, event_id, event_type, next_at, created_at, updated_at)
    SELECT substr(printf('%012x', NEW.created_at), 1, 8) || '-' || substr(printf('%012x', NEW.created_at), 9, 4)
             || '-7' || substr(lower(hex(randomblob(2))), 2)
             || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2)
             || '-' || lower(hex(randomblob(6))),
           NEW.project_id, webhooks.id, NEW.id, NEW.type, NEW.created_at, NEW.created_at, NEW.created_at
    FROM webhooks
    WHERE webhooks.project_id = NEW.project_id AND webhooks.disabled_at IS NULL
      AND EXISTS (SELECT 1 FROM json_each(webhooks.events) AS wanted WHERE wanted.value = NEW.type);
END;
