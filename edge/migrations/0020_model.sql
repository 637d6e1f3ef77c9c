-- The language model that writes a project's answers.
CREATE TABLE model_settings (
  project_id      TEXT PRIMARY KEY REFERENCES projects (id),
  provider        TEXT,                        -- none: the deployment's
  base_url        TEXT,
  model           TEXT,
  sealed_key      TEXT,
  key_last_four   TEXT NOT NULL DEFAULT '',
  sealed_headers  TEXT,
  header_names    TEXT NOT NULL DEFAULT '[]',  -- a JSON list
  instructions    TEXT NOT NULL DEFAULT '',
  first_word_ms   INTEGER NOT NULL,
  answers_per_day INTEGER,                     -- none: no limit
  updated_at      INTEGER NOT NULL
);

-- What models wrote for a project, by day (UTC).
CREATE TABLE model_days (
  project_id    TEXT NOT NULL REFERENCES projects (id),
  day           TEXT NOT NULL,               -- YYYY-MM-DD
  model         TEXT NOT NULL,
  answers       INTEGER NOT NULL DEFAULT 0,  -- written by the model
  input_tokens  INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0,
  milliseconds  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, day, model)
);

-- How often the extractive answer took a model's place, and why.
CREATE TABLE model_failures (
  project_id TEXT NOT NULL REFERENCES projects (id),
  day        TEXT NOT NULL,                  -- YYYY-MM-DD
  reason     TEXT NOT NULL,
  count      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, day, reason)
);

-- What each sentence of an answer rests on, as a JSON list.
ALTER TABLE messages ADD COLUMN grounded_sentences TEXT;
