-- Other ways to ask for a passage, a JSON array of texts. They are ranked like its heading, and never shown.
ALTER TABLE passages ADD COLUMN alternatives TEXT NOT NULL DEFAULT '[]';
