-- What documents said before, and what a reading changes.

-- The last versions of a document that others took the place of.
CREATE TABLE document_versions (
  project_id    TEXT    NOT NULL REFERENCES projects (id),
  document_id   TEXT    NOT NULL REFERENCES documents (id),
  slot          INTEGER NOT NULL,              -- version modulo the number of versions that are kept
  version       INTEGER NOT NULL,
  source_id     TEXT    NOT NULL REFERENCES sources (id),
  title         TEXT    NOT NULL,
  language      TEXT,
  passages      TEXT    NOT NULL,              -- JSON array of headings, text, anchor and alternatives
  passage_count INTEGER NOT NULL,
  read_at       INTEGER NOT NULL,
  PRIMARY KEY (project_id, document_id, slot)
) STRICT;

CREATE INDEX document_versions_by_source ON document_versions (project_id, source_id);

-- What a reading would take passages away with. It waits until the reading ends, or until the owner says so.
CREATE TABLE staged_documents (
  project_id    TEXT    NOT NULL REFERENCES projects (id),
  document_id   TEXT    NOT NULL REFERENCES documents (id),
  source_id     TEXT    NOT NULL REFERENCES sources (id),
  title         TEXT    NOT NULL,
  language      TEXT,
  content_hash  TEXT    NOT NULL,
  passages      TEXT    NOT NULL,              -- JSON, as above
  passage_count INTEGER NOT NULL,
  PRIMARY KEY (project_id, document_id)
) STRICT;

CREATE INDEX staged_documents_by_source ON staged_documents (project_id, source_id);

-- What the newest reading of a source has changed, or would change.
CREATE TABLE source_changes (
  project_id      TEXT    NOT NULL REFERENCES projects (id),
  source_id       TEXT    NOT NULL REFERENCES sources (id),
  key             TEXT    NOT NULL,            -- the document's
  kind            TEXT    NOT NULL,            -- added | changed | gone
  passages_before INTEGER NOT NULL,
  passages_after  INTEGER NOT NULL,
  PRIMARY KEY (project_id, source_id, key)
) STRICT, WITHOUT ROWID;

ALTER TABLE sources ADD COLUMN passages_before INTEGER NOT NULL DEFAULT 0;   -- when the newest reading began
ALTER TABLE sources ADD COLUMN accepted_crawl  INTEGER;                      -- whose losses the owner has accepted

CREATE INDEX sources_due ON sources (updated_at) WHERE status IN ('indexed', 'failed', 'held');
