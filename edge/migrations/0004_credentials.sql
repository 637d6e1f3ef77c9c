-- Who may do what: keys of several kinds and what was done with them; plans and what they have used up; requests that
-- must not happen twice.

-- What an organization pays for holds for all of its projects. Who deploys for themselves has everything.
ALTER TABLE organizations ADD COLUMN plan TEXT NOT NULL DEFAULT 'scale';   -- free | starter | growth | scale

-- The identity secret is derived from the deployment's root secret and this number; 0 stands for none yet.
ALTER TABLE projects ADD COLUMN identity_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN identity_window_ms  INTEGER NOT NULL DEFAULT 3600000;

CREATE INDEX projects_by_organization ON projects (organization_id, created_at, id);

-- A key of the whole organization has no project, which the first form of this table did not allow.
CREATE TABLE keys (
  id              TEXT    NOT NULL PRIMARY KEY,
  organization_id TEXT    NOT NULL REFERENCES organizations (id),
  project_id      TEXT             REFERENCES projects (id),
  kind            TEXT    NOT NULL,    -- publishable | live | test | push
  hash            TEXT    NOT NULL UNIQUE,   -- SHA-256, lower-case hex
  ending          TEXT    NOT NULL DEFAULT '',   -- the key's last four digits, to tell keys apart in a list
  name            TEXT    NOT NULL,
  scopes          TEXT    NOT NULL,    -- JSON array
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  revoked_at      INTEGER,
  last_used_at    INTEGER
) STRICT;

INSERT INTO keys (id, organization_id, project_id, kind, hash, name, scopes, created_at, expires_at, revoked_at)
  SELECT id, organization_id, project_id, 'live', hash, name, '["*"]', created_at, expires_at, revoked_at FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE keys RENAME TO api_keys;

CREATE INDEX api_keys_by_owner ON api_keys (organization_id, project_id, created_at);

CREATE TABLE audit (
  id              TEXT    NOT NULL PRIMARY KEY,
  organization_id TEXT    NOT NULL REFERENCES organizations (id),
  project_id      TEXT,
  actor           TEXT    NOT NULL,    -- root, or the id of the key
  action          TEXT    NOT NULL,    -- noun.verb
  target          TEXT    NOT NULL,    -- the id of what was changed
  detail          TEXT    NOT NULL DEFAULT '{}',   -- JSON; never a secret
  created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_by_project ON audit (project_id, created_at, id);

CREATE TABLE credits (
  project_id TEXT    NOT NULL REFERENCES projects (id),
  month      TEXT    NOT NULL,         -- YYYY-MM, UTC
  used       INTEGER NOT NULL,
  PRIMARY KEY (project_id, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotent_requests (
  caller       TEXT    NOT NULL,       -- the id of the key, or project and visitor
  key          TEXT    NOT NULL,       -- the SHA-256 of what the client sent as Idempotency-Key
  request_hash TEXT    NOT NULL,       -- of method, address and body
  status       INTEGER,                -- none while it runs
  content_type TEXT,
  body         TEXT,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotent_requests_by_age ON idempotent_requests (created_at);
