-- Everything from an uploaded file to the passages that search finds. Written by hand: the vectors, the full text,
-- the CHECKs and the partial indexes are beyond what Prisma generates. Runs on an empty database, so no lock matters.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TYPE document_status AS ENUM ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED');
CREATE TYPE job_status AS ENUM ('QUEUED', 'ACTIVE', 'RETRYING', 'COMPLETED', 'FAILED', 'CANCELLED');
CREATE TYPE stage AS ENUM
  ('QUEUED', 'DOWNLOADING', 'EXTRACTING', 'CHUNKING', 'EMBEDDING', 'STORING', 'COMPLETED', 'FAILED', 'CANCELLED');
CREATE TYPE chunking_strategy AS ENUM ('SENTENCE', 'PARAGRAPH', 'FIXED');

CREATE TABLE collections (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT collections_name_is_not_blank CHECK (btrim(name) <> '')
);
CREATE UNIQUE INDEX collections_owner_id_id_key ON collections (owner_id, id);
CREATE UNIQUE INDEX collections_owner_id_name_key ON collections (owner_id, name);

CREATE TABLE files (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  content_hash text NOT NULL,
  byte_size bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT files_content_hash_is_sha256_hex CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT files_are_not_empty CHECK (byte_size > 0)
);
CREATE UNIQUE INDEX files_owner_id_id_key ON files (owner_id, id);
CREATE UNIQUE INDEX files_owner_id_content_hash_key ON files (owner_id, content_hash);

CREATE TABLE file_parts (
  file_id uuid NOT NULL,
  number integer NOT NULL,
  owner_id uuid NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (file_id, number),
  CONSTRAINT file_parts_file_id_fkey FOREIGN KEY (owner_id, file_id) REFERENCES files (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT file_parts_are_at_most_1_mib CHECK (octet_length(bytes) BETWEEN 1 AND 1048576)
);
-- Documents are compressed already: trying again costs 10 ms a part and gains nothing.
ALTER TABLE file_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE documents (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  collection_id uuid,
  file_id uuid NOT NULL,
  filename text NOT NULL,
  media_type text NOT NULL,
  byte_size bigint NOT NULL,
  content_hash text NOT NULL,
  status document_status NOT NULL DEFAULT 'PENDING',
  error text,
  title text,
  metadata jsonb NOT NULL DEFAULT '{}',
  page_count integer,
  chunk_count integer,
  sequence integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT documents_collection_id_fkey FOREIGN KEY (owner_id, collection_id) REFERENCES collections (owner_id, id)
    ON DELETE NO ACTION ON UPDATE CASCADE,
  CONSTRAINT documents_file_id_fkey FOREIGN KEY (owner_id, file_id) REFERENCES files (owner_id, id)
    ON DELETE NO ACTION ON UPDATE CASCADE
);
CREATE UNIQUE INDEX documents_owner_id_id_key ON documents (owner_id, id);
CREATE INDEX documents_owner_id_created_at_id_idx ON documents (owner_id, created_at, id);
CREATE INDEX documents_file_id_idx ON documents (file_id);
CREATE INDEX documents_collection_id_idx ON documents (collection_id) WHERE collection_id IS NOT NULL;
-- The same bytes are one document in each collection, and one outside of all collections.
CREATE UNIQUE INDEX documents_are_unique_in_their_collection
  ON documents (owner_id, collection_id, content_hash) NULLS NOT DISTINCT;

CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  document_id uuid NOT NULL,
  epoch integer NOT NULL DEFAULT 1,
  queue text NOT NULL DEFAULT 'extract',
  status job_status NOT NULL DEFAULT 'QUEUED',
  stage stage NOT NULL DEFAULT 'QUEUED',
  progress double precision NOT NULL DEFAULT 0,
  message text NOT NULL,
  error text,
  attempt integer NOT NULL DEFAULT 1,
  max_attempts integer NOT NULL DEFAULT 3,
  chunking_strategy chunking_strategy NOT NULL DEFAULT 'SENTENCE',
  chunk_size integer NOT NULL DEFAULT 512,
  chunk_overlap integer NOT NULL DEFAULT 50,
  chunk_count integer,
  embedded_count integer,
  reused_count integer,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  started_at timestamptz(3),
  completed_at timestamptz(3),
  CONSTRAINT jobs_document_id_fkey FOREIGN KEY (owner_id, document_id) REFERENCES documents (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT jobs_progress_is_a_fraction CHECK (progress BETWEEN 0 AND 1),
  CONSTRAINT jobs_attempts_are_in_range CHECK (attempt BETWEEN 1 AND max_attempts),
  CONSTRAINT jobs_chunk_size_is_in_range CHECK (chunk_size BETWEEN 64 AND 2048),
  CONSTRAINT jobs_chunk_overlap_is_below_half CHECK (chunk_overlap >= 0 AND chunk_overlap * 2 < chunk_size),
  CONSTRAINT jobs_final_status_is_final_stage CHECK (
    (status IN ('COMPLETED', 'FAILED', 'CANCELLED')) = (stage IN ('COMPLETED', 'FAILED', 'CANCELLED'))
    AND (status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') OR status::text = stage::text)),
  CONSTRAINT jobs_final_means_completed_at CHECK ((status IN ('COMPLETED', 'FAILED', 'CANCELLED')) = (completed_at IS NOT NULL)),
  CONSTRAINT jobs_failed_means_error CHECK ((status = 'FAILED') <= (error IS NOT NULL)),
  CONSTRAINT jobs_completed_means_all_of_it CHECK ((status = 'COMPLETED') <= (progress = 1))
);
CREATE UNIQUE INDEX jobs_owner_id_id_key ON jobs (owner_id, id);
CREATE INDEX jobs_document_id_created_at_idx ON jobs (document_id, created_at);
CREATE UNIQUE INDEX jobs_one_unfinished_per_document ON jobs (document_id) WHERE status IN ('QUEUED', 'ACTIVE', 'RETRYING');

CREATE TABLE progress_events (
  document_id uuid NOT NULL,
  sequence integer NOT NULL,
  owner_id uuid NOT NULL,
  job_id uuid NOT NULL,
  stage stage NOT NULL,
  progress double precision NOT NULL,
  message text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  error text,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (document_id, sequence),
  CONSTRAINT progress_events_document_id_fkey FOREIGN KEY (owner_id, document_id) REFERENCES documents (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT progress_events_job_id_fkey FOREIGN KEY (owner_id, job_id) REFERENCES jobs (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT progress_events_sequence_is_positive CHECK (sequence > 0)
);
CREATE INDEX progress_events_job_id_idx ON progress_events (job_id);

CREATE TABLE pages (
  document_id uuid NOT NULL,
  number integer NOT NULL,
  owner_id uuid NOT NULL,
  width double precision NOT NULL,
  height double precision NOT NULL,
  blocks jsonb NOT NULL,
  PRIMARY KEY (document_id, number),
  CONSTRAINT pages_document_id_fkey FOREIGN KEY (owner_id, document_id) REFERENCES documents (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE staged_chunks (
  job_id uuid NOT NULL,
  position integer NOT NULL,
  owner_id uuid NOT NULL,
  passage_hash text NOT NULL,
  text text NOT NULL,
  page integer NOT NULL,
  regions jsonb NOT NULL,
  token_count integer NOT NULL,
  PRIMARY KEY (job_id, position),
  CONSTRAINT staged_chunks_job_id_fkey FOREIGN KEY (owner_id, job_id) REFERENCES jobs (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE embeddings (
  owner_id uuid NOT NULL,
  model text NOT NULL,
  passage_hash text NOT NULL,
  embedding halfvec NOT NULL,
  PRIMARY KEY (owner_id, model, passage_hash)
);

-- The vectors have no fixed dimension: each model has its own partial index, made when the model is first used
-- (core/vector-index.ts), so that vectors of different models never meet.
CREATE TABLE chunks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id uuid NOT NULL,
  document_id uuid NOT NULL,
  position integer NOT NULL,
  text text NOT NULL,
  page integer NOT NULL,
  regions jsonb NOT NULL,
  passage_hash text NOT NULL,
  token_count integer NOT NULL,
  lexemes tsvector NOT NULL,
  word_count integer NOT NULL,
  model text NOT NULL,
  embedding halfvec NOT NULL,
  CONSTRAINT chunks_document_id_fkey FOREIGN KEY (owner_id, document_id) REFERENCES documents (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX chunks_document_id_position_key ON chunks (document_id, position);
CREATE INDEX chunks_owner_id_document_id_idx ON chunks (owner_id, document_id);
CREATE INDEX chunks_lexemes_index ON chunks USING gin (lexemes);

CREATE TABLE batches (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX batches_owner_id_id_key ON batches (owner_id, id);

CREATE TABLE batch_documents (
  batch_id uuid NOT NULL,
  document_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  position integer NOT NULL,
  PRIMARY KEY (batch_id, document_id),
  CONSTRAINT batch_documents_batch_id_fkey FOREIGN KEY (owner_id, batch_id) REFERENCES batches (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT batch_documents_document_id_fkey FOREIGN KEY (owner_id, document_id) REFERENCES documents (owner_id, id)
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX batch_documents_document_id_idx ON batch_documents (document_id);
