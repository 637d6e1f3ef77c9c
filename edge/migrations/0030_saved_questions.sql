-- Questions whose answers an owner has checked, and what became of them each time they were asked.

CREATE TABLE saved_questions (
  id         TEXT    NOT NULL PRIMARY KEY,
  project_id TEXT    NOT NULL REFERENCES projects (id),
  question   TEXT    NOT NULL,
  language   TEXT,                          -- BCP 47, the visitor's
  page       TEXT,                          -- what an answer must cite: an address, or a source's id
  words      TEXT    NOT NULL DEFAULT '[]', -- what an answer must say: a JSON array
  origin     TEXT    NOT NULL,              -- owner | unhelpful | unanswered | message | import
  message_id TEXT,                          -- the visitor's message whose words it has
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (project_id, question)
) STRICT;

CREATE INDEX saved_questions_by_message ON saved_questions (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE question_runs (
  id          TEXT    NOT NULL PRIMARY KEY,
  project_id  TEXT    NOT NULL REFERENCES projects (id),
  cause       TEXT    NOT NULL,             -- request | sources | settings | model
  state       TEXT    NOT NULL,             -- running | finished | failed
  draft       TEXT,                         -- settings that are not published, as JSON
  baseline    TEXT,                         -- the run that this one is compared with
  questions   INTEGER NOT NULL DEFAULT 0,
  passed      INTEGER NOT NULL DEFAULT 0,
  fixed       INTEGER NOT NULL DEFAULT 0,
  broken      INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;

CREATE INDEX question_runs_by_project ON question_runs (project_id, created_at);

CREATE TABLE question_results (
  project_id  TEXT    NOT NULL REFERENCES projects (id),
  run_id      TEXT    NOT NULL,
  question_id TEXT    NOT NULL,
  passed      INTEGER NOT NULL,
  problem     TEXT,                         -- unanswered | page | words
  evidence    TEXT    NOT NULL,
  answer      TEXT    NOT NULL,             -- its beginning
  pages       TEXT    NOT NULL,             -- the addresses that it cites: a JSON array
  PRIMARY KEY (project_id, run_id, question_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX question_results_by_question ON question_results (project_id, question_id);

-- Projects in which something changed that answers rest on.
CREATE TABLE question_runs_due (
  project_id TEXT    NOT NULL PRIMARY KEY REFERENCES projects (id),
  since      INTEGER NOT NULL,              -- the first change
  changed_at INTEGER NOT NULL,              -- the latest, at most an hour after the first
  cause      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX question_runs_due_by_time ON question_runs_due (changed_at);

CREATE TRIGGER document_added AFTER INSERT ON documents
WHEN EXISTS (SELECT 1 FROM saved_questions WHERE project_id = NEW.project_id) BEGIN
  INSERT INTO question_runs_due (project_id, since, changed_at, cause)
    VALUES (NEW.project_id, NEW.updated_at, NEW.updated_at, 'sources')
    ON CONFLICT DO UPDATE SET changed_at = max(changed_at, min(excluded.changed_at, since + 3600000));
END;

CREATE TRIGGER document_changed AFTER UPDATE OF content_hash ON documents
WHEN OLD.content_hash <> NEW.content_hash
  AND EXISTS (SELECT 1 FROM saved_questions WHERE project_id = NEW.project_id) BEGIN
  INSERT INTO question_runs_due (project_id, since, changed_at, cause)
    VALUES (NEW.project_id, NEW.updated_at, NEW.updated_at, 'sources')
    ON CONFLICT DO UPDATE SET changed_at = max(changed_at, min(excluded.changed_at, since + 3600000));
END;

-- Nothing that is removed says when. Days since noon of 24 November 4714 BC, in milliseconds since 1970.
CREATE TRIGGER document_removed AFTER DELETE ON documents
WHEN EXISTS (SELECT 1 FROM saved_questions WHERE project_id = OLD.project_id) BEGIN
  INSERT INTO question_runs_due (project_id, since, changed_at, cause)
    SELECT OLD.project_id, now, now, 'sources'
    FROM (SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now)
    WHERE true
    ON CONFLICT DO UPDATE SET changed_at = max(changed_at, min(excluded.changed_at, since + 3600000));
END;

-- A question in a visitor's words goes with the message.
CREATE TRIGGER saved_message_erased AFTER DELETE ON messages BEGIN
  DELETE FROM saved_questions WHERE message_id = OLD.id;
END;

CREATE TRIGGER saved_question_removed AFTER DELETE ON saved_questions BEGIN
  DELETE FROM question_results WHERE project_id = OLD.project_id AND question_id = OLD.id;
END;
