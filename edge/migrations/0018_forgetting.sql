-- What is erased leaves the search index at once, and an address is not kept longer than what was said.

-- FTS5 only marks a deleted row of a `contentless_delete` table, and its words stay until blocks are merged. With
-- `secure-delete` and the row's own words they are taken out. https://www.sqlite.org/fts5.html#the_secure_delete_configuration_option
DROP TRIGGER message_erased;
DROP TABLE message_terms;
CREATE VIRTUAL TABLE message_terms USING fts5(
  project, text,
  content = '',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO message_terms (message_terms, rank) VALUES ('secure-delete', 1);
INSERT INTO message_terms (rowid, project, text)
  SELECT rowid, replace(project_id, '-', ''), text FROM messages;
CREATE TRIGGER message_erased AFTER DELETE ON messages BEGIN
  INSERT INTO message_terms (message_terms, rowid, project, text)
    VALUES ('delete', OLD.rowid, replace(OLD.project_id, '-', ''), OLD.text);
END;

CREATE INDEX sessions_with_email ON sessions (project_id, identified_at) WHERE email IS NOT NULL;

-- Topics of which questions were erased still hold their words. They are made anew from those that are left.
UPDATE topics SET centre = '{"questions":0,"terms":{}}'
  WHERE json_extract(centre, '$.questions') > (
    SELECT count(*) FROM topic_questions
    WHERE topic_questions.project_id = topics.project_id AND topic_questions.topic_id = topics.id);
CREATE INDEX topics_emptied ON topics (project_id) WHERE centre = '{"questions":0,"terms":{}}';
-- Deleting a topic looks for what still refers to it.
CREATE INDEX topic_questions_by_reference ON topic_questions (topic_id);
