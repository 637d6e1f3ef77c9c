-- One document a page: what the addresses of a page share, and what a page said, so that it is kept once.

ALTER TABLE pages ADD COLUMN variant   TEXT;                        -- what all spellings of the address have in common
ALTER TABLE pages ADD COLUMN text_hash TEXT;                        -- of what was read

-- Limits leave things out, and the owner learns what.
ALTER TABLE sources ADD COLUMN notice            TEXT;              -- a few sentences, once the source was read
ALTER TABLE sources ADD COLUMN pages_left_out    INTEGER NOT NULL DEFAULT 0;   -- for which the running crawl had no room
ALTER TABLE sources ADD COLUMN parameters_left_out INTEGER NOT NULL DEFAULT 0;   -- of addresses with parameters
ALTER TABLE sources ADD COLUMN sitemaps_left_out INTEGER NOT NULL DEFAULT 0;
