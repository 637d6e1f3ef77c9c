-- What the owner's page says of the visitor, as a JSON object of texts, and the visitor's language.
ALTER TABLE conversations ADD COLUMN attributes TEXT;
ALTER TABLE conversations ADD COLUMN locale TEXT;
