-- What owners made of the questions that their pages did not answer.

CREATE TABLE resolved_questions (
  project_id  TEXT    NOT NULL REFERENCES projects (id),
  message_id  TEXT    NOT NULL,
  resolved_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER resolved_message_erased AFTER DELETE ON messages BEGIN
  DELETE FROM resolved_questions WHERE project_id = OLD.project_id AND message_id = OLD.id;
END;

-- Other ways to ask that an owner gave to a section of a page, beside those that the page names itself.
CREATE TABLE added_alternatives (
  project_id   TEXT    NOT NULL REFERENCES projects (id),
  source_id    TEXT    NOT NULL,
  document_key TEXT    NOT NULL,
  headings     TEXT    NOT NULL,            -- of the section, a JSON array
  alternative  TEXT    NOT NULL,
  added_at     INTEGER NOT NULL,
  PRIMARY KEY (project_id, source_id, document_key, headings, alternative)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER source_with_alternatives_removed AFTER DELETE ON sources BEGIN
  DELETE FROM added_alternatives WHERE project_id = OLD.project_id AND source_id = OLD.id;
END;
