-- A vector belongs to the document it was computed for, so that it can be deleted with it: a run that was cancelled, or
-- whose passages were replaced, leaves vectors that no passage tells of. Adding it reads both tables once.
ALTER TABLE embeddings ADD COLUMN document_id uuid;

UPDATE embeddings e SET document_id = c.document_id
FROM (SELECT DISTINCT ON (owner_id, passage_hash) owner_id, passage_hash, document_id FROM chunks) c
WHERE c.owner_id = e.owner_id AND c.passage_hash = e.passage_hash;

DELETE FROM embeddings WHERE document_id IS NULL;

ALTER TABLE embeddings ALTER COLUMN document_id SET NOT NULL;

-- No foreign key: checking it would lock the document for each batch, while a deletion locks document and job in that order.
CREATE INDEX embeddings_document_index ON embeddings (document_id);
