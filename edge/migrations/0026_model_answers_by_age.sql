-- What is kept no longer is removed in all projects of a database together.
DROP INDEX model_answers_by_age;
CREATE INDEX model_answers_by_age ON model_answers (written_at);
