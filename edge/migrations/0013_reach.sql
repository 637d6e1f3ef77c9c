-- More ways to reach people: chat tools by webhook, and by e-mail the visitor who has left.

ALTER TABLE webhooks ADD COLUMN format TEXT NOT NULL DEFAULT 'signed';   -- signed | slack

ALTER TABLE conversations ADD COLUMN public_url   TEXT;      -- where this deployment was last asked about it, for links
ALTER TABLE conversations ADD COLUMN seen_until   INTEGER;   -- replies up to then were read, or went out by e-mail

-- Set: an e-mail to the conversation's visitor with what they have not read.
ALTER TABLE deliveries ADD COLUMN conversation_id TEXT REFERENCES conversations (id);

CREATE INDEX deliveries_to_visitor ON deliveries (conversation_id) WHERE conversation_id IS NOT NULL;

-- E-mails have no webhook, so lists begin with the project.
DROP INDEX deliveries_by_webhook;
DROP INDEX deliveries_by_state;
CREATE INDEX deliveries_by_webhook   ON deliveries (project_id, webhook_id, created_at, id);
CREATE INDEX deliveries_by_state     ON deliveries (project_id, webhook_id, state, created_at, id);
CREATE INDEX deliveries_by_reference ON deliveries (webhook_id);
