-- What OCR has read of a file's pages, kept as each is done: reading one takes seconds, so that a crash, a retry, another
-- run or another document of the same bytes must not repeat it. It belongs to the file and goes with it. A new table:
-- nothing waits for a lock.
CREATE TABLE ocr_pages (
  file_id uuid NOT NULL,
  number integer NOT NULL,
  owner_id uuid NOT NULL,
  -- The reader: what another one has read is read anew, and replaced.
  version text NOT NULL,
  confidence double precision NOT NULL,
  blocks jsonb NOT NULL,
  CONSTRAINT ocr_pages_pkey PRIMARY KEY (file_id, number),
  CONSTRAINT ocr_pages_file_id_fkey FOREIGN KEY (owner_id, file_id) REFERENCES files (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT ocr_pages_are_counted_from_one CHECK (number >= 1),
  CONSTRAINT ocr_confidence_is_of_a_hundred CHECK (confidence BETWEEN 0 AND 100)
);
