-- When a conversation is erased, SQLite looks for what still refers to it: by index, not through all messages.

CREATE INDEX messages_by_reference ON messages (conversation_id);
CREATE INDEX leads_by_reference    ON leads (conversation_id);
