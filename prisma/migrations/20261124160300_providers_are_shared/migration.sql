-- What all workers and apis must agree on about a provider on the network: how many inputs it still takes, until when it
-- wants to be left alone, and whether it answers at all. Two new tables, so no lock matters.

-- One row for each kind of call: a provider limits each by itself, and one that breaks says nothing about another. It
-- has no owner: all owners share the provider's account, and nothing in it tells of any of them.
CREATE TABLE providers (
  provider text NOT NULL,
  kind text NOT NULL,
  -- The token bucket: the inputs that were left at `refilled_at`. It fills by itself as time passes.
  available double precision NOT NULL,
  refilled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The latest turn that was told to somebody who waits: what is filled in until then is spoken for.
  last_turn_at timestamptz,
  -- The provider's own word (Retry-After): nobody asks before.
  resting_until timestamptz,
  -- In a row. From so many on that the circuit is open, one call at a time tries whether the provider is back.
  failures integer NOT NULL DEFAULT 0,
  open_until timestamptz,
  PRIMARY KEY (provider, kind),
  CONSTRAINT providers_kind_is_known CHECK (kind IN ('embed', 'rerank', 'chat')),
  CONSTRAINT providers_bucket_is_never_in_debt CHECK (available >= 0),
  CONSTRAINT providers_failures_are_not_negative CHECK (failures >= 0),
  CONSTRAINT providers_circuit_opens_by_failures CHECK (open_until IS NULL OR failures > 0)
);

-- What providers were asked, and what they said it costs. It outlives the documents it was spent on.
CREATE TABLE usage (
  owner_id uuid NOT NULL,
  -- In UTC.
  day date NOT NULL,
  provider text NOT NULL,
  kind text NOT NULL,
  calls bigint NOT NULL,
  tokens bigint NOT NULL,
  PRIMARY KEY (owner_id, day, provider, kind),
  CONSTRAINT usage_kind_is_known CHECK (kind IN ('embed', 'rerank', 'chat')),
  CONSTRAINT usage_is_not_negative CHECK (calls >= 0 AND tokens >= 0)
);
-- For what all owners spent today, which a spending cap asks before each call.
CREATE INDEX usage_day_index ON usage (day) INCLUDE (tokens);
