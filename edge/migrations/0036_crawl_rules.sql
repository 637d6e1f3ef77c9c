-- What an owner says of how a source is read.

ALTER TABLE sources ADD COLUMN crawl_rules      TEXT;      -- JSON: patterns of pages, and how many links deep; none: all
ALTER TABLE sources ADD COLUMN recrawl_hours    INTEGER;   -- none: as the project says; 0: never
ALTER TABLE sources ADD COLUMN header_name      TEXT;      -- of a header that opens its pages
ALTER TABLE sources ADD COLUMN header_last_four TEXT;
ALTER TABLE sources ADD COLUMN sealed_header    TEXT;
ALTER TABLE sources ADD COLUMN renders          INTEGER NOT NULL DEFAULT 0;   -- pages made by scripts are drawn by a browser

CREATE INDEX sources_by_recrawl ON sources (updated_at)
  WHERE status IN ('indexed', 'failed', 'held') AND recrawl_hours > 0;

-- What the server calls the version of a page that was read, as JSON, to ask whether it has changed since.
ALTER TABLE pages ADD COLUMN validators TEXT;
