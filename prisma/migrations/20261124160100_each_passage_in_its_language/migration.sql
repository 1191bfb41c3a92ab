-- Each passage has the language it was stemmed in, and search finds words by owner: what one owner has no longer slows
-- down, or counts for, another. All that is there was stemmed as English, which the default says without rewriting a row.
-- The new index reads every passage once, under a lock that lets search read and keeps new passages out for that long.

ALTER TABLE chunks ADD COLUMN language text NOT NULL DEFAULT 'english';
-- A worker of the version before stages without lexemes, and stores as English: both stay right while a deploy rolls.
ALTER TABLE staged_chunks ADD COLUMN language text NOT NULL DEFAULT 'english';
ALTER TABLE staged_chunks ADD COLUMN lexemes tsvector;

-- What search needs to know of all of an owner's passages, one row a document in place of one a passage.
ALTER TABLE documents ADD COLUMN language text;
ALTER TABLE documents ADD COLUMN word_count integer;
ALTER TABLE documents ADD COLUMN embedding_model text;
ALTER TABLE documents ADD COLUMN embedding_dimensions integer;
UPDATE documents d
SET language = 'english', word_count = c.words, embedding_model = c.model, embedding_dimensions = c.dimensions
FROM (
  SELECT document_id, sum(word_count) AS words, min(model) AS model, min(vector_dims(embedding)) AS dimensions
  FROM chunks GROUP BY document_id
) c
WHERE c.document_id = d.id;

ALTER TABLE documents ADD CONSTRAINT documents_word_count_is_not_negative CHECK (word_count >= 0);
ALTER TABLE documents ADD CONSTRAINT documents_embedding_has_model_and_dimensions
  CHECK ((embedding_model IS NULL) = (embedding_dimensions IS NULL));

-- Written by the database itself whenever a document's passages are counted: by a worker of the version before, too.
CREATE FUNCTION documents_tell_of_their_passages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT sum(word_count), min(language), min(model), min(vector_dims(embedding))
  INTO NEW.word_count, NEW.language, NEW.embedding_model, NEW.embedding_dimensions
  FROM chunks WHERE document_id = NEW.id;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_tell_of_their_passages BEFORE UPDATE OF chunk_count ON documents
  FOR EACH ROW EXECUTE FUNCTION documents_tell_of_their_passages();

-- A word of an owner's passage as one number: whose, in which language, which lexeme, and how often it stands there. The
-- number of times is part of it so that BM25 need not open the passage's lexemes; from 16 on it changes a score by less
-- than 7 %, so more counts as 16. Numbers may meet, once in 2^64.
CREATE FUNCTION word_key(owner_id uuid, language text, lexeme text, times integer) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended(times::text || ' ' || language || ' ' || lexeme, hashtextextended(owner_id::text, 0));

-- Its cost keeps the planner from computing it row by row where the index has it.
CREATE FUNCTION word_keys(owner_id uuid, language text, lexemes tsvector) RETURNS bigint[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000
  RETURN ARRAY(
    SELECT word_key(owner_id, language, word.lexeme, least(cardinality(word.positions), 16)) FROM unnest(lexemes) AS word);

-- Without a list of pending entries: a search looks up many words, and would read the whole list for each.
CREATE INDEX chunks_words_index ON chunks USING gin (word_keys(owner_id, language, lexemes)) WITH (fastupdate = off);
DROP INDEX chunks_lexemes_index;

-- An exact search reads every vector of its scope: in the row itself, a third of the time of fetching each from beside
-- the table. For rows written from now on.
ALTER TABLE chunks ALTER COLUMN embedding SET STORAGE MAIN;
