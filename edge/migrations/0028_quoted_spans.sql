-- Where the quoted words stand in a citation's snippet, and which of the answer's marks they belong to: a JSON list.
-- Empty for citations from before.
ALTER TABLE citations ADD COLUMN quoted_spans TEXT;
