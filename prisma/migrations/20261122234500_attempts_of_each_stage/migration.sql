-- Attempts are counted for each stage by itself: with the next stage they begin at 1 again. Everything else never falls.
CREATE OR REPLACE FUNCTION jobs_move_legally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('COMPLETED', 'FAILED', 'CANCELLED') AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'job % is final (%), it cannot become %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_move_legally';
  END IF;
  IF NEW.status = 'COMPLETED' AND OLD.status NOT IN ('ACTIVE', 'COMPLETED') THEN
    RAISE EXCEPTION 'job % cannot become COMPLETED while it is %', OLD.id, OLD.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_move_legally';
  END IF;
  IF NEW.epoch < OLD.epoch OR NEW.progress < OLD.progress OR (NEW.attempt < OLD.attempt AND NEW.queue = OLD.queue) THEN
    RAISE EXCEPTION 'the epoch and progress of job % never fall, nor its attempt within a stage', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_never_go_back';
  END IF;
  RETURN NEW;
END $$;
