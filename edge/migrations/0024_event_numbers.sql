-- The numbers that events are pulled by count within a project: a number for all projects together told each how much
-- happened in the others. Every project goes on from where the common count stood, so that whoever has pulled up to some
-- number misses nothing.

CREATE TABLE event_numbers (
  project_id TEXT    NOT NULL PRIMARY KEY REFERENCES projects (id),
  last       INTEGER NOT NULL            -- the number of the project's last event, which may be gone
) STRICT, WITHOUT ROWID;

INSERT INTO event_numbers (project_id, last)
  SELECT id, (SELECT seq FROM sqlite_sequence WHERE name = 'events') FROM projects
  WHERE EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events');

ALTER TABLE events ADD COLUMN position INTEGER;   -- the number within the project; the trigger below sets it
UPDATE events SET position = number;
CREATE UNIQUE INDEX events_by_position ON events (project_id, position);

CREATE TRIGGER event_numbered AFTER INSERT ON events BEGIN
  INSERT INTO event_numbers (project_id, last) VALUES (NEW.project_id, 1)
    ON CONFLICT (project_id) DO UPDATE SET last = last + 1;
  UPDATE events
    SET position = (SELECT last FROM event_numbers WHERE project_id = NEW.project_id)
    WHERE number = NEW.number;
END;
