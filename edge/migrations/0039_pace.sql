-- How fast a host is read, and what a sitemap says of when a page changed.

ALTER TABLE pages ADD COLUMN lastmod TEXT;                                 -- as the newest sitemap names it
ALTER TABLE sources ADD COLUMN crawl_delay_ms INTEGER NOT NULL DEFAULT 0;  -- that robots.txt asks for; 0: none

-- Hosts that are read now, or rest until they may be read again.
CREATE TABLE crawled_hosts (
  project_id TEXT    NOT NULL REFERENCES projects (id),
  host       TEXT    NOT NULL,
  holder     TEXT,                       -- the source whose step reads it; none: it rests
  free_at    INTEGER NOT NULL,           -- Unix milliseconds
  PRIMARY KEY (project_id, host)
) STRICT, WITHOUT ROWID;
