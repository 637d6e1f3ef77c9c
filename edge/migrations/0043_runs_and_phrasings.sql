-- Requests to models that were to write an answer. Passages that are embedded are none.
ALTER TABLE model_days ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
UPDATE model_days SET asked = answers;

-- A run goes on step by step, and one job at a time has a step.
ALTER TABLE question_runs ADD COLUMN step         INTEGER NOT NULL DEFAULT 0;
ALTER TABLE question_runs ADD COLUMN asking_until INTEGER NOT NULL DEFAULT 0;

-- Which passage of a section an alternative belongs to.
ALTER TABLE added_alternatives ADD COLUMN passage_hash    TEXT;                       -- of its text; none: unknown
ALTER TABLE added_alternatives ADD COLUMN passages_before INTEGER NOT NULL DEFAULT 0; -- in its section

-- The server's word that a page has not changed said nothing of pages that a browser drew, and of what was set aside.
UPDATE pages SET validators = NULL WHERE validators IS NOT NULL;
