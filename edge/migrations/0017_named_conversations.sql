-- Events and kept answers name their conversation in a column, so that erasing one does not read all of a project's.

-- Computed from what is stored: nothing is written anew, and what Workers of before write has it, too. They join events
-- with deliveries and do not say whose `conversation_id` they mean, so it has another name here.
ALTER TABLE events ADD COLUMN conversation TEXT
  GENERATED ALWAYS AS (CASE WHEN json_valid(data) THEN json_extract(data, '$.conversationId') END) VIRTUAL;
CREATE INDEX events_by_conversation ON events (project_id, conversation) WHERE conversation IS NOT NULL;

-- Also set while the request runs. What is kept is a day old at most, so there is little to fill in.
ALTER TABLE idempotent_requests ADD COLUMN conversation_id TEXT;
UPDATE idempotent_requests SET conversation_id = coalesce(
    json_extract(body, '$.conversationId'), json_extract(body, '$.conversationSlug'),
    json_extract(body, '$.message.conversation_id'))
  WHERE json_valid(body);
CREATE INDEX idempotent_requests_by_conversation ON idempotent_requests (conversation_id)
  WHERE conversation_id IS NOT NULL;
