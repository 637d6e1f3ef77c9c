-- A lease, so that one chain of jobs at a time makes a project's vectors.
CREATE TABLE vector_leases (
  project_id TEXT    NOT NULL PRIMARY KEY REFERENCES projects (id),
  until      INTEGER NOT NULL               -- when it ends by itself
) STRICT, WITHOUT ROWID;

-- Requests to a model, answers and others. Before this only those for answers that were shown are known.
ALTER TABLE model_days ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
UPDATE model_days SET requests = answers;

-- Why a run broke off: budget | failed | lost.
ALTER TABLE question_runs ADD COLUMN reason TEXT;
