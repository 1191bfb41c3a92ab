// The originals are whole, and nobody's are kept.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Invariant } from '../invariants.ts'

const RESTORE = 'the original is damaged: delete the document and upload it again, or restore a backup'

const inUse: Invariant = {
  name: 'files-have-documents',
  holds: 'always',
  remedy: 'delete the row from files: nobody can reach it',
  violations: Prisma.sql`
    select f.id::text as id, format('a file of %s bytes belongs to no document', f.byte_size) as problem
    from files f
    where not exists (select from documents d where d.file_id = f.id)`,
}

const whole: Invariant = {
  name: 'files-are-whole',
  holds: 'always',
  remedy: RESTORE,
  violations: Prisma.sql`
    select f.id::text as id,
      format('the file has %s bytes, but its %s parts, numbered to %s, have %s', f.byte_size, p.parts,
        coalesce(p.last, -1), coalesce(p.bytes, 0)) as problem
    from files f
    cross join lateral (
      select count(*) as parts, max(number) as last, sum(octet_length(bytes)) as bytes
      from file_parts where file_id = f.id
    ) p
    where coalesce(p.bytes, 0) <> f.byte_size or p.last is distinct from p.parts - 1`,
}

const sameFile: Invariant = {
  name: 'documents-agree-with-their-file',
  holds: 'always',
  remedy: RESTORE,
  violations: Prisma.sql`
    select d.id::text as id,
      case when f.id is null then 'the file of the document is gone'
        else format('the document has %s bytes (%s), its file %s (%s)', d.byte_size, d.content_hash, f.byte_size, f.content_hash)
      end as problem
    from documents d
    left join files f on f.id = d.file_id
    where f.id is null or f.byte_size <> d.byte_size or f.content_hash <> d.content_hash`,
}

const ocrOfFiles: Invariant = {
  name: 'pages-read-by-ocr-have-files',
  holds: 'always',
  remedy: 'delete them: nobody uses them (delete from ocr_pages where file_id not in (select id from files))',
  violations: Prisma.sql`
    select o.file_id::text as id, format('%s pages read by OCR are kept for a file that is gone', count(*)) as problem
    from ocr_pages o
    where not exists (select from files f where f.id = o.file_id)
    group by o.file_id`,
}

export const fileInvariants = [inUse, whole, sameFile, ocrOfFiles]
