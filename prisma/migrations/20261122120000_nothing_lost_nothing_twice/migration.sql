-- The database itself refuses what would lose a document or do its work twice.
-- Each takes an exclusive lock, for a moment: new columns are nullable, and the one index is empty when it is made.
-- Making it, and checking the embeddings, reads that table once.

-- Which take of the job is at work: whatever an earlier one still does commits nothing.
ALTER TABLE jobs ADD COLUMN claim text;
-- Of a document's jobs the newest counts. A new one is written under the document's lock: only the clock at that moment,
-- and the database's own, puts them in that order. now() is when the transaction began, which then may have waited.
ALTER TABLE jobs ALTER COLUMN created_at SET DEFAULT clock_timestamp();

-- A passage is claimed by the job that embeds it, before its vector is there, so that no two embed it.
ALTER TABLE embeddings ALTER COLUMN embedding DROP NOT NULL;
ALTER TABLE embeddings ADD COLUMN claim text;
ALTER TABLE embeddings ADD CONSTRAINT embeddings_are_computed_or_claimed CHECK (embedding IS NOT NULL OR claim IS NOT NULL);
-- Claims are few and short-lived: whoever looks for dead ones must not read every vector.
CREATE INDEX embeddings_claims_index ON embeddings (claim) WHERE embedding IS NULL;

-- ARCHITECTURE.md has the picture of these moves.
CREATE FUNCTION jobs_move_legally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('COMPLETED', 'FAILED', 'CANCELLED') AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'job % is final (%), it cannot become %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_move_legally';
  END IF;
  IF NEW.status = 'COMPLETED' AND OLD.status NOT IN ('ACTIVE', 'COMPLETED') THEN
    RAISE EXCEPTION 'job % cannot become COMPLETED while it is %', OLD.id, OLD.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_move_legally';
  END IF;
  IF NEW.epoch < OLD.epoch OR NEW.attempt < OLD.attempt OR NEW.progress < OLD.progress THEN
    RAISE EXCEPTION 'the epoch, attempt and progress of job % never fall', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_never_go_back';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER jobs_move_legally BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_move_legally();

-- A document's events are a log: nobody rewrites it, and each takes the next number.
CREATE FUNCTION progress_events_are_a_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'progress events are never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'progress_events_are_a_log';
  END IF;
  IF NEW.sequence <> (SELECT sequence FROM documents WHERE id = NEW.document_id) THEN
    RAISE EXCEPTION 'event % of document % is not the next one', NEW.sequence, NEW.document_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'progress_events_have_no_gaps';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER progress_events_are_a_log BEFORE INSERT OR UPDATE ON progress_events
  FOR EACH ROW EXECUTE FUNCTION progress_events_are_a_log();
