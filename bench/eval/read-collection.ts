// Reads a test collection from a folder: documents, queries, and which documents answer which query. TREC's forms and
// BEIR's (JSON lines, and tables parted by tabs).
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export type Entry = { id: string; text: string }

export type Collection = {
  documents: Entry[]
  queries: Entry[]
  /** By query and document; what is not there is not relevant. */
  judgements: Map<string, Map<string, number>>
}

/** Throws where one of the three is missing, and says which names are looked for. */
export function readCollection(folder: string): Collection {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !/readme|licen[cs]e/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  const take = (what: string, pattern: RegExp) => {
    const found = files.filter((file) => pattern.test(basename(file)))
    if (found.length === 0) throw new Error(`${folder} has no file of ${what}: its name must match ${pattern}.`)
    return found.map((file) => readFileSync(file, 'utf8'))
  }
  const judged = take('judgements', /qrel|judg|^test\.tsv$/i)
  const queries = take('queries', /quer|topic/i)
  const documents = take('documents', /^(?!.*(quer|topic|qrel)).*(doc|corpus|collection|abstract)/i)
  return {
    documents: documents.flatMap((text) => readEntries(text, readTrecDocuments)),
    queries: queries.flatMap((text) => readEntries(text, readTrecTopics)),
    judgements: readJudgements(judged.join('\n')),
  }
}

function readEntries(content: string, readTrec: (content: string) => Entry[]): Entry[] {
  const begin = content.trimStart()
  if (begin.startsWith('<')) return readTrec(content)
  const lines = content.split(/\r?\n/).filter((line) => line.trim() !== '')
  return begin.startsWith('{') ? lines.map(readJson) : lines.map(readTableRow)
}

function readTrecDocuments(content: string): Entry[] {
  return Array.from(content.matchAll(/<DOC>([^]*?)<\/DOC>/gi), ([, body]) => ({
    id: /<DOCNO>([^]*?)<\/DOCNO>/i.exec(body!)![1]!.trim(),
    text: plain(body!.replace(/<DOCNO>[^]*?<\/DOCNO>/i, '')),
  }))
}

/** Old topics do not close their tags, and repeat in words what each is. */
function readTrecTopics(content: string): Entry[] {
  return Array.from(content.matchAll(/<top>([^]*?)<\/top>/gi), ([, body]) => ({
    id: /<num>\s*(?:Number:)?\s*([^\s<]+)/i.exec(body!)![1]!,
    text: plain(/<title>\s*(?:Topic:)?([^]*?)(?=<|$)/i.exec(body!)![1]!),
  }))
}

function readJson(line: string): Entry {
  const row = JSON.parse(line) as Record<string, string | undefined>
  const id = row['_id'] ?? row['id'] ?? row['docno'] ?? row['qid']
  const text = [row['title'], row['text'] ?? row['contents'] ?? row['query']].filter(Boolean).join('\n')
  return { id: String(id), text }
}

function readTableRow(line: string): Entry {
  const at = line.search(/\t|\s(?=\S)/)
  return { id: line.slice(0, at), text: line.slice(at + 1).trim() }
}

/** `query 0 document relevance`, or without the 0. A first line without a number at its end is a heading. */
function readJudgements(content: string): Collection['judgements'] {
  const judgements: Collection['judgements'] = new Map()
  for (const line of content.split(/\r?\n/)) {
    const columns = line.trim().split(/\s+/)
    const relevance = Number(columns.at(-1))
    const [query, document] = [columns[0], columns.at(-2)]
    if (columns.length < 3 || !Number.isFinite(relevance) || !query || !document) continue
    const ofQuery = judgements.get(query) ?? new Map<string, number>()
    judgements.set(query, ofQuery.set(document, relevance))
  }
  return judgements
}

function plain(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .trim()
}
