-- Questions that were turned away, or whose answer broke off, because the database was busy. Each has a name of its own,
-- because the job that writes it down may run twice.
CREATE TABLE busy_questions (
  project_id TEXT    NOT NULL REFERENCES projects (id),
  at         INTEGER NOT NULL,   -- Unix milliseconds
  id         TEXT    NOT NULL,
  PRIMARY KEY (project_id, at, id)
) WITHOUT ROWID;
