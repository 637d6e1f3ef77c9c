-- What passages mean, as an embedding model says: a vector of bytes in base64, and the signs of its numbers as bits.
-- A passage that is replaced has none until the next job makes it.

ALTER TABLE passages ADD COLUMN vector_model TEXT;
ALTER TABLE passages ADD COLUMN vector_signs TEXT;
ALTER TABLE passages ADD COLUMN vector_bytes TEXT;

CREATE INDEX passages_by_vector ON passages (project_id, vector_model);
