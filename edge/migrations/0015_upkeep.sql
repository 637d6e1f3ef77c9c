-- What is done by itself in a project stands with the project's data, which may lie in another database than the
-- project's own row. No row: as the table's defaults say. The columns in `projects` are read no longer.

CREATE TABLE upkeep (
  project_id     TEXT    NOT NULL PRIMARY KEY,
  recrawl_days   INTEGER NOT NULL DEFAULT 7,   -- 0: never
  retention_days INTEGER                       -- none: kept until they are erased
) STRICT, WITHOUT ROWID;

CREATE INDEX upkeep_forgetting ON upkeep (project_id) WHERE retention_days IS NOT NULL;

INSERT INTO upkeep (project_id, recrawl_days, retention_days)
  SELECT id, recrawl_days, retention_days FROM projects WHERE recrawl_days <> 7 OR retention_days IS NOT NULL;
