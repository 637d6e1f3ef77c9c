-- What models wrote for a prompt, checked, for the next visitor who asks the same.
CREATE TABLE model_answers (
  project_id  TEXT NOT NULL REFERENCES projects (id),
  prompt_hash TEXT NOT NULL,                 -- SHA-256, as hex
  text        TEXT NOT NULL,
  written_at  INTEGER NOT NULL,
  PRIMARY KEY (project_id, prompt_hash)
);
CREATE INDEX model_answers_by_age ON model_answers (project_id, written_at);

-- Answers that were given again, without a request to the model.
ALTER TABLE model_days ADD COLUMN repeated INTEGER NOT NULL DEFAULT 0;
