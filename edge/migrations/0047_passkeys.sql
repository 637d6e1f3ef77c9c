-- Passkeys with which people sign in. Devices keep the private keys.

CREATE TABLE passkeys (
  id           TEXT    NOT NULL PRIMARY KEY, -- the credential's id, in base64url
  folded_email TEXT    NOT NULL,
  person_id    TEXT             REFERENCES people (id),   -- none: whoever has the address, in any project
  public_key   TEXT    NOT NULL,             -- a point on P-256, uncompressed, in base64url
  sign_count   INTEGER NOT NULL,             -- how often the device has signed; 0: it does not count
  name         TEXT    NOT NULL,             -- the browser in which it was added, without a version
  answered_at  INTEGER NOT NULL,             -- when the last challenge was made that it has answered
  created_at   INTEGER NOT NULL,
  used_at      INTEGER                       -- last signed in with it
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_by_email ON passkeys (folded_email, created_at);
CREATE INDEX passkeys_by_person ON passkeys (person_id) WHERE person_id IS NOT NULL;
