// Tells office files and EPUBs from other zip archives, by the list of contents at the archive's end: where a program put
// its parts in the file does not matter then, and nothing is inflated.
import type { SpooledFile } from './spooled-file.ts'

type Readable = Pick<SpooledFile, 'byteSize' | 'readAt'>

const OFFICE = 'application/vnd.openxmlformats-officedocument'
/** OpenDocument and EPUB begin with an entry that says it: stored, its name `mimetype`. */
const NAMED_AT_ONCE =
  /^mimetype(application\/(?:vnd\.oasis\.opendocument\.(?:text|presentation|spreadsheet)|epub\+zip))/
const NAME_OFFSET = 30

const END_OF_LIST = 0x06054b50
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const LIST_ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const LONGEST_LIST = 2 * 1024 * 1024

/** Null for what is no zip archive; application/zip for one that is nothing else. */
export async function detectArchive(file: Readable, head: Uint8Array): Promise<string | null> {
  if (!(head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4)) return null
  const [, named] =
    NAMED_AT_ONCE.exec(Buffer.from(head.subarray(NAME_OFFSET, NAME_OFFSET + 100)).toString('latin1')) ?? []
  return named ?? typeByNames(await readNames(file))
}

function typeByNames(names: ReadonlySet<string>): string {
  if (names.has('META-INF/container.xml')) return 'application/epub+zip'
  if (!names.has('[Content_Types].xml')) return 'application/zip'
  // Microsoft's own servers number the part.
  if ([...names].some((name) => /^word\/document\d*\.xml$/.test(name))) return `${OFFICE}.wordprocessingml.document`
  if (names.has('ppt/presentation.xml')) return `${OFFICE}.presentationml.presentation`
  return names.has('xl/workbook.xml') ? `${OFFICE}.spreadsheetml.sheet` : 'application/zip'
}

/** None where the list is not to be found: the file was cut off, or is no archive at all. */
async function readNames(file: Readable): Promise<Set<string>> {
  const tailBytes = Math.min(file.byteSize, END_BYTES + LONGEST_COMMENT)
  const tail = view(await file.readAt(file.byteSize - tailBytes, tailBytes))
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_OF_LIST) continue
    const length = Math.min(tail.getUint32(at + 12, true), LONGEST_LIST)
    return namesIn(view(await file.readAt(tail.getUint32(at + 16, true), length)))
  }
  return new Set()
}

function namesIn(list: DataView): Set<string> {
  const names = new Set<string>()
  for (let at = 0; at + ENTRY_BYTES <= list.byteLength && list.getUint32(at, true) === LIST_ENTRY;) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => list.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ]
    const bytes = Buffer.from(
      list.buffer,
      list.byteOffset + at + ENTRY_BYTES,
      Math.min(name, list.byteLength - at - ENTRY_BYTES),
    )
    names.add(bytes.toString())
    at += ENTRY_BYTES + name + extra + comment
  }
  return names
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
