// What belongs to something belongs to the same owner. Foreign keys see to it; a database restored in parts may not.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Invariant } from '../invariants.ts'

export const ownerInvariants: Invariant[] = [
  {
    name: 'owners-agree',
    holds: 'always',
    remedy: 'somebody may see what is not theirs: stop the service and restore a backup',
    violations: Prisma.sql`
      select id::text as id, format('%s of another owner than its %s', child, parent) as problem
      from (
        select d.id, 'a document' as child, 'file' as parent from documents d
          join files f on f.id = d.file_id where f.owner_id <> d.owner_id
        union all
        select d.id, 'a document', 'collection' from documents d
          join collections c on c.id = d.collection_id where c.owner_id <> d.owner_id
        union all
        select f.id, 'a part of a file', 'file' from file_parts p
          join files f on f.id = p.file_id where f.owner_id <> p.owner_id
        union all
        select f.id, 'a page read by OCR', 'file' from ocr_pages o
          join files f on f.id = o.file_id where f.owner_id <> o.owner_id
        union all
        select j.id, 'a job', 'document' from jobs j
          join documents d on d.id = j.document_id where d.owner_id <> j.owner_id
        union all
        select d.id, 'an event', 'document' from progress_events e
          join documents d on d.id = e.document_id where d.owner_id <> e.owner_id
        union all
        select d.id, 'a page', 'document' from pages p
          join documents d on d.id = p.document_id where d.owner_id <> p.owner_id
        union all
        select d.id, 'a passage', 'document' from chunks c
          join documents d on d.id = c.document_id where d.owner_id <> c.owner_id
        union all
        select j.id, 'a staged passage', 'job' from staged_chunks s
          join jobs j on j.id = s.job_id where j.owner_id <> s.owner_id
        union all
        select d.id, 'a place in a batch', 'document' from batch_documents b
          join documents d on d.id = b.document_id where d.owner_id <> b.owner_id
        union all
        select b.id, 'a queue entry', 'document' from pgboss.job b
          join documents d on d.id::text = b.data ->> 'documentId' where d.owner_id::text <> b.data ->> 'ownerId'
      ) strangers
      group by id, child, parent`,
  },
]
