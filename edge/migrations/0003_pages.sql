-- How the pages of a source are found and read. A source is crawled again and again; each time has a number.

ALTER TABLE sources ADD COLUMN crawl INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sources ADD COLUMN step  INTEGER NOT NULL DEFAULT 0;   -- of the running crawl; each step is one job
ALTER TABLE sources ADD COLUMN scope TEXT;                         -- the address below which a crawl stays

CREATE TABLE pages (
  source_id      TEXT    NOT NULL REFERENCES sources (id),
  url            TEXT    NOT NULL,
  project_id     TEXT    NOT NULL REFERENCES projects (id),
  kind           TEXT    NOT NULL,                   -- page | sitemap
  crawl          INTEGER NOT NULL,                   -- the newest crawl that found it
  depth          INTEGER NOT NULL,                   -- links from the start, or nesting of sitemaps
  listed         INTEGER NOT NULL DEFAULT 0,         -- a sitemap names it
  state          TEXT    NOT NULL DEFAULT 'waiting', -- waiting | done | skipped | failed
  attempts       INTEGER NOT NULL DEFAULT 0,
  document_key   TEXT,                               -- where it was found in the end, after redirects
  failure_code   TEXT,
  failure_reason TEXT,
  PRIMARY KEY (source_id, url)
) STRICT, WITHOUT ROWID;

CREATE INDEX pages_by_state ON pages (project_id, source_id, crawl, kind, state);

-- What the sweep looks for.
CREATE INDEX sources_unfinished ON sources (updated_at) WHERE status IN ('pending', 'indexing');
