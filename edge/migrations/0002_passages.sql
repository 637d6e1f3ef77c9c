-- The index: passages as they are quoted, and their terms as they are searched.

CREATE TABLE passages (
  number       INTEGER NOT NULL PRIMARY KEY,   -- the row of passage_terms
  id           TEXT    NOT NULL,               -- made from document, version and position
  project_id   TEXT    NOT NULL REFERENCES projects (id),
  source_id    TEXT    NOT NULL REFERENCES sources (id),
  document_id  TEXT    NOT NULL REFERENCES documents (id),
  position     INTEGER NOT NULL,               -- reading order in its document, from 0
  version      INTEGER NOT NULL,               -- of the document that it was read from
  title        TEXT    NOT NULL,               -- the document's
  headings     TEXT    NOT NULL,               -- JSON array, outermost first
  text         TEXT    NOT NULL,               -- Markdown
  url          TEXT,
  anchor       TEXT,
  language     TEXT    NOT NULL,               -- the language its terms were made for; empty if unknown
  title_length REAL    NOT NULL,               -- in words
  text_length  REAL    NOT NULL,
  UNIQUE (project_id, document_id, position)
) STRICT;

CREATE INDEX passages_by_source ON passages (project_id, source_id);

-- Terms are made in Rust, so the tokenizer only splits at spaces. Every term begins with its project's prefix, so a
-- posting list never holds two projects' passages. Columns: the title with other phrasings, the text, and each
-- distinct word as it is spelled, for spelling repair.
CREATE VIRTUAL TABLE passage_terms USING fts5(
  title, text, words,
  content = '', contentless_delete = 1,
  tokenize = "ascii tokenchars '.~='"
);

-- How many passages a term is in; and where.
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_terms, row);
CREATE VIRTUAL TABLE passage_postings   USING fts5vocab(passage_terms, instance);

-- What ranking must know of a project as a whole. Kept by the batch that changes passages.
CREATE TABLE passage_statistics (
  project_id   TEXT    NOT NULL REFERENCES projects (id),
  language     TEXT    NOT NULL,
  passages     INTEGER NOT NULL,
  title_length REAL    NOT NULL,               -- sums
  text_length  REAL    NOT NULL,
  PRIMARY KEY (project_id, language)
) STRICT, WITHOUT ROWID;
