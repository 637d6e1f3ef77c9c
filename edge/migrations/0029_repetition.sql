-- What the pages of a source share, as JSON: blocks that are on most of them are a part of the frame, not of the content.

ALTER TABLE sources ADD COLUMN repetition TEXT;
