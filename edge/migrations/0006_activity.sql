-- What is counted and searched. Triggers keep both in the transaction of the change itself, so a number on a dashboard
-- is exact at once and no job has to come round.

CREATE TABLE activity (
  project_id    TEXT    NOT NULL REFERENCES projects (id),
  test          INTEGER NOT NULL,
  slot          INTEGER NOT NULL,      -- the start of a quarter of an hour: every time zone in use is a multiple of it
  conversations INTEGER NOT NULL DEFAULT 0,
  questions     INTEGER NOT NULL DEFAULT 0,
  answers       INTEGER NOT NULL DEFAULT 0,
  unanswered    INTEGER NOT NULL DEFAULT 0,
  helpful       INTEGER NOT NULL DEFAULT 0,
  unhelpful     INTEGER NOT NULL DEFAULT 0,
  handoffs      INTEGER NOT NULL DEFAULT 0,
  leads         INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, test, slot)
) STRICT, WITHOUT ROWID;

-- The words of messages. Each row begins with its project, so a search reads one project's rows.
CREATE VIRTUAL TABLE message_terms USING fts5(
  project, text,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- What was there before.
INSERT INTO activity (project_id, test, slot, conversations)
  SELECT project_id, test, created_at - created_at % 900000, count(*) FROM conversations
  WHERE true GROUP BY 1, 2, 3;
INSERT INTO activity (project_id, test, slot, questions, answers, unanswered, helpful, unhelpful)
  SELECT project_id, 0, created_at - created_at % 900000, sum(sender = 'visitor'), sum(sender = 'assistant'),
         sum(unanswered), sum(verdict IS 'helpful'), sum(verdict IS 'unhelpful')
  FROM messages WHERE true GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET questions = excluded.questions, answers = excluded.answers,
    unanswered = excluded.unanswered, helpful = excluded.helpful, unhelpful = excluded.unhelpful;
INSERT INTO activity (project_id, test, slot, handoffs)
  SELECT project_id, test, handoff_at - handoff_at % 900000, count(*) FROM conversations
  WHERE handoff_at IS NOT NULL GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET handoffs = excluded.handoffs;
INSERT INTO message_terms (rowid, project, text)
  SELECT rowid, replace(project_id, '-', ''), text FROM messages;
UPDATE conversations SET
  message_count = (SELECT count(*) FROM messages
                   WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id),
  unanswered = (SELECT coalesce(sum(messages.unanswered), 0) FROM messages
                WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id),
  verdict = (SELECT messages.verdict FROM messages
             WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id
               AND messages.verdict IS NOT NULL ORDER BY created_at DESC LIMIT 1);

CREATE TRIGGER conversation_begun AFTER INSERT ON conversations BEGIN
  INSERT INTO activity (project_id, test, slot, conversations)
    VALUES (NEW.project_id, NEW.test, NEW.created_at - NEW.created_at % 900000, 1)
    ON CONFLICT DO UPDATE SET conversations = conversations + 1;
END;

CREATE TRIGGER conversation_handed_off AFTER UPDATE OF handoff_at ON conversations
WHEN OLD.handoff_at IS NULL AND NEW.handoff_at IS NOT NULL BEGIN
  INSERT INTO activity (project_id, test, slot, handoffs)
    VALUES (NEW.project_id, NEW.test, NEW.handoff_at - NEW.handoff_at % 900000, 1)
    ON CONFLICT DO UPDATE SET handoffs = handoffs + 1;
END;

CREATE TRIGGER message_stored AFTER INSERT ON messages BEGIN
  UPDATE conversations SET message_count = message_count + 1, unanswered = unanswered + NEW.unanswered
    WHERE id = NEW.conversation_id;
  INSERT INTO activity (project_id, test, slot, questions, answers, unanswered)
    SELECT NEW.project_id, test, NEW.created_at - NEW.created_at % 900000, NEW.sender = 'visitor',
           NEW.sender = 'assistant', NEW.unanswered
    FROM conversations WHERE id = NEW.conversation_id
    ON CONFLICT DO UPDATE SET questions = questions + excluded.questions, answers = answers + excluded.answers,
      unanswered = unanswered + excluded.unanswered;
  INSERT INTO message_terms (rowid, project, text) VALUES (NEW.rowid, replace(NEW.project_id, '-', ''), NEW.text);
END;

CREATE TRIGGER message_judged AFTER UPDATE OF verdict ON messages WHEN OLD.verdict IS NOT NEW.verdict BEGIN
  UPDATE conversations SET verdict = NEW.verdict WHERE id = NEW.conversation_id;
  INSERT INTO activity (project_id, test, slot, helpful, unhelpful)
    SELECT NEW.project_id, test, NEW.created_at - NEW.created_at % 900000,
           (NEW.verdict IS 'helpful') - (OLD.verdict IS 'helpful'),
           (NEW.verdict IS 'unhelpful') - (OLD.verdict IS 'unhelpful')
    FROM conversations WHERE id = NEW.conversation_id
    ON CONFLICT DO UPDATE SET helpful = helpful + excluded.helpful, unhelpful = unhelpful + excluded.unhelpful;
END;

CREATE TRIGGER message_erased AFTER DELETE ON messages BEGIN
  DELETE FROM message_terms WHERE rowid = OLD.rowid;
END;

CREATE TRIGGER lead_captured AFTER INSERT ON leads BEGIN
  INSERT INTO activity (project_id, test, slot, leads)
    VALUES (NEW.project_id, NEW.test, NEW.created_at - NEW.created_at % 900000, 1)
    ON CONFLICT DO UPDATE SET leads = leads + 1;
END;
