// What search answers with is complete.
import { Prisma } from '../../prisma/generated/client/client.ts'
import { CLAIM_IS_ALIVE } from '../claim.ts'
import type { Invariant } from '../invariants.ts'

const passagesComplete: Invariant = {
  name: 'passages-are-complete',
  holds: 'always',
  remedy: 'reprocess the document',
  violations: Prisma.sql`
    select d.id::text as id,
      format('the document is %s with %s passages, but has %s, numbered %s to %s, of %s models and %s dimensions', d.status,
        coalesce(d.chunk_count::text, 'no'), c.chunks, coalesce(c.first, 0), coalesce(c.last, 0), c.models, c.dimensions)
        as problem
    from documents d
    cross join lateral (
      select count(*) as chunks, min(position) as first, max(position) as last, count(distinct model) as models,
        count(distinct vector_dims(embedding)) as dimensions
      from chunks where document_id = d.id
    ) c
    where c.chunks <> coalesce(d.chunk_count, 0) or coalesce(c.first, 0) <> 0 or coalesce(c.last, -1) <> c.chunks - 1
      or c.models > 1 or c.dimensions > 1 or (d.status = 'COMPLETED' and d.chunk_count is null)`,
}

// Search reckons with these instead of counting words in every passage.
const documentsDescribed: Invariant = {
  name: 'documents-tell-of-their-passages',
  holds: 'always',
  remedy: 'reprocess the document',
  violations: Prisma.sql`
    select d.id::text as id,
      format('the document is said to have %s words in %s, embedded by %s, but its passages have %s in %s, by %s',
        coalesce(d.word_count::text, 'no'), d.language, d.embedding_model, c.words, c.languages, c.models) as problem
    from documents d
    cross join lateral (
      select sum(word_count) as words, string_agg(distinct language, ' and ') as languages,
        string_agg(distinct model, ' and ') as models, min(vector_dims(embedding)) as dimensions
      from chunks where document_id = d.id
    ) c
    where d.chunk_count > 0 and (d.word_count is distinct from c.words or d.language is distinct from c.languages
      or d.embedding_model is distinct from c.models or d.embedding_dimensions is distinct from c.dimensions)`,
}

const pagesComplete: Invariant = {
  name: 'pages-are-complete',
  holds: 'always',
  remedy: 'reprocess the document',
  violations: Prisma.sql`
    select d.id::text as id,
      format('the document has %s pages, but %s are stored, numbered %s to %s', coalesce(d.page_count::text, 'no'), p.pages,
        coalesce(p.first, 0), coalesce(p.last, 0)) as problem
    from documents d
    cross join lateral (
      select count(*) as pages, min(number) as first, max(number) as last from pages where document_id = d.id
    ) p
    where p.pages <> coalesce(d.page_count, 0) or coalesce(p.first, 1) <> 1 or coalesce(p.last, 0) <> p.pages`,
}

const regionsOnPages: Invariant = {
  name: 'passages-stand-on-pages',
  holds: 'always',
  remedy: 'reprocess the document',
  violations: Prisma.sql`
    select c.document_id::text as id,
      format('passage %s is said to stand on page %s, and the document has %s', c.position, place.page,
        coalesce(d.page_count, 0)) as problem
    from chunks c
    join documents d on d.id = c.document_id
    cross join lateral (
      select c.page
      union
      select (region ->> 'page')::int from jsonb_array_elements(c.regions) region
    ) place
    where d.status = 'COMPLETED' and (place.page between 1 and d.page_count) is not true`,
}

// A worker that dies leaves its claims to whoever needs the passages; a reconciliation drops the others.
const claimsAlive: Invariant = {
  name: 'claimed-passages-are-being-embedded',
  holds: 'at rest',
  remedy: 'a running worker drops the claims within a minute: start one (npm start)',
  violations: Prisma.sql`
    select e.claim as id, format('%s passages are claimed, but nobody embeds them', count(*)) as problem
    from embeddings e
    where e.embedding is null and not ${CLAIM_IS_ALIVE}
    group by e.claim`,
}

const vectorsBelong: Invariant = {
  name: 'vectors-belong-to-documents',
  holds: 'always',
  remedy: 'delete them: nobody uses them (delete from embeddings where document_id not in (select id from documents))',
  violations: Prisma.sql`
    select e.document_id::text as id, format('%s vectors are kept for a document that is gone', count(*)) as problem
    from embeddings e
    where not exists (select from documents d where d.id = e.document_id and d.owner_id = e.owner_id)
    group by e.document_id`,
}

export const contentInvariants = [
  passagesComplete,
  documentsDescribed,
  pagesComplete,
  regionsOnPages,
  claimsAlive,
  vectorsBelong,
]
