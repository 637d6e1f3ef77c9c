-- What people hold or have held, in the order in which something was said last. It is little beside what is the bot's.
CREATE INDEX conversations_of_people ON conversations (project_id, test, holder, updated_at) WHERE holder <> 'bot';
