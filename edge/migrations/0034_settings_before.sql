-- The settings of a project before its latest change, for undoing that.
CREATE TABLE settings_before (
  project_id      TEXT    NOT NULL PRIMARY KEY REFERENCES projects (id),
  name            TEXT    NOT NULL,
  settings        TEXT    NOT NULL,
  allowed_origins TEXT    NOT NULL,
  replaced_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
