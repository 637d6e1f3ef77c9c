-- Up to when an operator's session has shown the conversation, in Unix milliseconds.
ALTER TABLE conversations ADD COLUMN operator_read_at INTEGER;
