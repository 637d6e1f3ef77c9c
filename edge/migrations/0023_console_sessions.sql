-- Sessions of the inbox that somebody signed out of before they would have ended. What is not here and has not expired
-- goes on.

CREATE TABLE ended_console_sessions (
  id      TEXT    NOT NULL PRIMARY KEY,
  ends_at INTEGER NOT NULL             -- when its cookie expires, in Unix milliseconds: it is forgotten then
) STRICT, WITHOUT ROWID;

CREATE INDEX ended_console_sessions_by_end ON ended_console_sessions (ends_at);
