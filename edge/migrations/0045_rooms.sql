-- What the console's rooms list, search and count is found by index.

CREATE INDEX sessions_by_time ON sessions (project_id, created_at, id);
CREATE INDEX sessions_by_email ON sessions (project_id, email COLLATE NOCASE) WHERE email IS NOT NULL;
CREATE INDEX conversations_by_email ON conversations (project_id, visitor_email COLLATE NOCASE)
  WHERE visitor_email IS NOT NULL;
CREATE INDEX leads_by_session ON leads (project_id, session_id, created_at);

-- A page of a source's documents is in the order of their ids.
DROP INDEX documents_by_source;
CREATE INDEX documents_by_source ON documents (project_id, source_id, id);

-- The kind of a change is the noun of its `noun.verb`.
CREATE INDEX audit_by_actor ON audit (project_id, actor, created_at, id);
CREATE INDEX audit_by_kind ON audit (project_id, substr(action, 1, instr(action, '.') - 1), created_at, id);
CREATE INDEX audit_by_actor_and_kind
  ON audit (project_id, actor, substr(action, 1, instr(action, '.') - 1), created_at, id);

-- Words of contact details, with `secure-delete` as those of messages are kept.
CREATE VIRTUAL TABLE lead_terms USING fts5(
  project, text,
  content = '',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO lead_terms (lead_terms, rank) VALUES ('secure-delete', 1);
INSERT INTO lead_terms (rowid, project, text)
  SELECT rowid, replace(project_id, '-', ''),
         coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')
  FROM leads;
CREATE TRIGGER lead_stored AFTER INSERT ON leads BEGIN
  INSERT INTO lead_terms (rowid, project, text)
    VALUES (NEW.rowid, replace(NEW.project_id, '-', ''),
            coalesce(NEW.name, '') || ' ' || coalesce(NEW.email, '') || ' ' || coalesce(NEW.phone, ''));
END;
CREATE TRIGGER lead_completed AFTER UPDATE OF name, email, phone ON leads BEGIN
  INSERT INTO lead_terms (lead_terms, rowid, project, text)
    VALUES ('delete', OLD.rowid, replace(OLD.project_id, '-', ''),
            coalesce(OLD.name, '') || ' ' || coalesce(OLD.email, '') || ' ' || coalesce(OLD.phone, ''));
  INSERT INTO lead_terms (rowid, project, text)
    VALUES (NEW.rowid, replace(NEW.project_id, '-', ''),
            coalesce(NEW.name, '') || ' ' || coalesce(NEW.email, '') || ' ' || coalesce(NEW.phone, ''));
END;
CREATE TRIGGER lead_erased AFTER DELETE ON leads BEGIN
  INSERT INTO lead_terms (lead_terms, rowid, project, text)
    VALUES ('delete', OLD.rowid, replace(OLD.project_id, '-', ''),
            coalesce(OLD.name, '') || ' ' || coalesce(OLD.email, '') || ' ' || coalesce(OLD.phone, ''));
END;
