-- What is done by itself: sources are read again, old conversations are forgotten.

ALTER TABLE projects ADD COLUMN recrawl_days   INTEGER NOT NULL DEFAULT 7;   -- 0: never
ALTER TABLE projects ADD COLUMN retention_days INTEGER;                      -- none: kept until they are erased

-- What is looked for.
CREATE INDEX sources_by_age ON sources (updated_at) WHERE status IN ('indexed', 'failed');
CREATE INDEX conversations_by_age ON conversations (project_id, updated_at);
