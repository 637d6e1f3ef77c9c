-- A page is one document of the project, however many sources lead to it.

ALTER TABLE documents ADD COLUMN variant TEXT;   -- what all spellings of its address at one origin share; none: no page

CREATE INDEX documents_by_variant ON documents (project_id, variant) WHERE variant IS NOT NULL;

-- Whether other spellings of a site's host lead to it: a JSON object of origins, of the running crawl.
ALTER TABLE sources ADD COLUMN spellings TEXT;
