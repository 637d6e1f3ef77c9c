-- Keys that open something are found without those that were revoked, of which there may be any number.
CREATE INDEX api_keys_by_revocation ON api_keys (organization_id, revoked_at);
