-- The visitor's name, where the owner's server named the session: the UUID that it gave, or the session's own id for
-- any other text. Lists and events show it in place of the session's id.
ALTER TABLE conversations ADD COLUMN named_session TEXT;

-- When another address took the place of the one that the visitor had left before.
ALTER TABLE conversations ADD COLUMN email_changed_at INTEGER;
