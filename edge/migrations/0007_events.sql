-- What happened, for whoever wants to know: written in the batch of the change itself.

CREATE TABLE events (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,   -- the order in which they are pulled
  id         TEXT    NOT NULL UNIQUE,
  project_id TEXT    NOT NULL REFERENCES projects (id),
  type       TEXT    NOT NULL,         -- noun.verb
  data       TEXT    NOT NULL,         -- JSON object
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_by_project ON events (project_id, number);

-- A webhook's secret is derived from the deployment's root secret, its id and the generation; none is stored.
CREATE TABLE webhooks (
  id          TEXT    NOT NULL PRIMARY KEY,
  project_id  TEXT    NOT NULL REFERENCES projects (id),
  url         TEXT    NOT NULL,
  events      TEXT    NOT NULL,        -- JSON array of types
  description TEXT    NOT NULL DEFAULT '',
  generation  INTEGER NOT NULL DEFAULT 1,
  disabled_at INTEGER,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX webhooks_by_project ON webhooks (project_id, created_at);

-- What visitors ask about: groups of like questions, made anew every day from the groups of the day before.
CREATE TABLE topics (
  id          TEXT    NOT NULL PRIMARY KEY,
  project_id  TEXT    NOT NULL REFERENCES projects (id),
  named_after TEXT    NOT NULL,        -- the message whose text is its name, as long as it is there
  centre      TEXT    NOT NULL,        -- JSON {questions, terms: {stem: questions with it}}
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX topics_by_project ON topics (project_id);

CREATE TABLE topic_questions (
  project_id TEXT    NOT NULL REFERENCES projects (id),
  message_id TEXT    NOT NULL,
  topic_id   TEXT    NOT NULL REFERENCES topics (id),
  asked_at   INTEGER NOT NULL,
  unanswered INTEGER NOT NULL,
  PRIMARY KEY (project_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX topic_questions_by_time ON topic_questions (project_id, asked_at, topic_id, unanswered);
CREATE INDEX topic_questions_by_topic ON topic_questions (project_id, topic_id, asked_at);

CREATE TRIGGER question_erased AFTER DELETE ON messages BEGIN
  DELETE FROM topic_questions WHERE project_id = OLD.project_id AND message_id = OLD.id;
END;
