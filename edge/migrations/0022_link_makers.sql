-- A webhook knows the key that answers for it, so that the links in what it is sent end with that key.

ALTER TABLE webhooks ADD COLUMN made_by TEXT;   -- the id of a key; none: nobody answers for it, and it is sent no links

UPDATE webhooks SET made_by = (
  SELECT actor FROM audit
  WHERE audit.project_id = webhooks.project_id AND action = 'webhook.created' AND target = webhooks.id);
