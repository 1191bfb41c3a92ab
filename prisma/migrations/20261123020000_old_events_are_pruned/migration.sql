-- Old events go, from a document's first on, and the document says where those that are kept begin: a log that was
-- pruned can be told from one with a gap. Adding the columns writes and reads the documents once.
ALTER TABLE documents ADD COLUMN first_sequence integer NOT NULL DEFAULT 1;
ALTER TABLE documents ADD CONSTRAINT documents_keep_their_newest_event CHECK (first_sequence BETWEEN 1 AND greatest(sequence, 1));

-- None of the document's events is older; null while there are none to prune, but only the newest.
ALTER TABLE documents ADD COLUMN events_since timestamptz(3) DEFAULT now();
UPDATE documents SET events_since = created_at;

-- Finds what there is to prune, and nothing else. An event does not change it, so that it costs the update of the
-- document's row nothing.
CREATE INDEX documents_events_since_index ON documents (events_since) WHERE events_since IS NOT NULL;
