// Makes a collection's texts searchable by the very stages of the worker, each committed as the worker does it. Left out
// are what a text has no need of (reading a file) and what would only be waited for (queue, events).
import { createHash, randomUUID } from 'node:crypto'

import type { Services } from '../../core/services.ts'
import type { Stage, StageContext } from '../../worker/stage.ts'
import { chunk } from '../../worker/stages/2-chunk.ts'
import { embed } from '../../worker/stages/3-embed.ts'
import { store } from '../../worker/stages/4-store.ts'
import type { Entry } from './read-collection.ts'

const OPTIONS = { chunkingStrategy: 'SENTENCE', chunkSize: 512, chunkOverlap: 50 } as const
/** Rows that are written at once, which saves a third of the time. */
const GROUP = 200
/** One is embedded while others are stored. */
const LANES = 3

/** What is being embedded. */
let embedding = Promise.resolve()

type Loading = Pick<Services, 'database' | 'embedder'>
type Loaded = Entry & { documentId: string; jobId: string }

/** The collection's document for each of the database. Loads those that are missing. */
export async function loadCollection(
  services: Loading,
  ownerId: string,
  entries: readonly Entry[],
  tell: (line: string) => void,
): Promise<Map<string, string>> {
  const { prisma } = services.database
  const there = await prisma.document.findMany({ where: { ownerId, status: 'COMPLETED' } })
  const names = new Map(there.map(({ id, filename }) => [id, filename]))
  const known = new Set(names.values())
  const missing = entries.filter(({ id, text }) => text.trim() !== '' && !known.has(id))
  const fileId = await makeFile(services, ownerId)
  for (let start = 0; start < missing.length; start += GROUP) {
    const group = await addDocuments(services, ownerId, fileId, missing.slice(start, start + GROUP))
    const queue = group[Symbol.iterator]()
    const lane = async () => {
      for (const entry of queue) await runStages(services, ownerId, entry)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    await complete(services, ownerId, group)
    for (const { documentId, id } of group) names.set(documentId, id)
    tell(`${names.size} of ${entries.length} documents are searchable`)
  }
  return names
}

/** All documents share one, as nothing of it is read. */
async function makeFile({ database }: Loading, ownerId: string): Promise<string> {
  const contentHash = hashOf('')
  const { id } = await database.prisma.file.upsert({
    where: { ownerId_contentHash: { ownerId, contentHash } },
    create: { ownerId, contentHash, byteSize: 1 },
    update: {},
  })
  return id
}

/** What was left of a run that was ended is replaced. */
async function addDocuments(
  { database }: Loading,
  ownerId: string,
  fileId: string,
  entries: readonly Entry[],
): Promise<Loaded[]> {
  const group = entries.map((entry) => ({ ...entry, documentId: randomUUID(), jobId: randomUUID() }))
  await database.transaction(async (transaction) => {
    await transaction.document.deleteMany({ where: { ownerId, filename: { in: group.map(({ id }) => id) } } })
    await transaction.document.createMany({
      data: group.map(({ id, text, documentId }) => ({
        id: documentId,
        ownerId,
        filename: id,
        fileId,
        mediaType: 'text/plain',
        byteSize: text.length,
        contentHash: hashOf(`${id} ${text}`),
        pageCount: 1,
      })),
    })
    await transaction.page.createMany({
      data: group.map(({ text, documentId }) => ({
        documentId,
        ownerId,
        number: 1,
        width: 1,
        height: 1,
        blocks: [{ text, level: 0, fontSize: 1, lines: [] }],
      })),
    })
    await transaction.job.createMany({
      data: group.map(({ documentId, jobId }) => ({
        id: jobId,
        ownerId,
        documentId,
        ...OPTIONS,
        status: 'ACTIVE' as const,
        stage: 'CHUNKING' as const,
        queue: 'eval',
        message: '',
        claim: jobId,
      })),
    })
  })
  return group
}

async function runStages({ database, embedder }: Loading, ownerId: string, entry: Loaded): Promise<void> {
  const { documentId, jobId } = entry
  // One queue stands for all: the fence compares it with the job's row.
  const queue = 'eval' as StageContext['job']['queue']
  const attempts = { attempt: 1, maxAttempts: 1, size: { pages: 1, passages: null }, embedded: 0 }
  const context: StageContext = {
    job: { jobId, documentId, ownerId, epoch: 1, claim: jobId, queue, options: OPTIONS, ...attempts },
    database,
    embedder,
    extractors: [],
    config: { maxPages: 1 },
    signal: new AbortController().signal,
    report: async () => {},
  }
  await runStage(chunk, context)
  // One after the other: without a queue, a claim of the same text in another lane would look abandoned.
  embedding = embedding.then(() => runStage(embed, context))
  await embedding
  await runStage(store, context)
}

async function runStage(stage: Stage, context: StageContext): Promise<void> {
  const { commit } = await stage.run(context)
  await context.database.transaction(commit)
}

async function complete({ database }: Loading, ownerId: string, group: readonly Loaded[]): Promise<void> {
  await database.prisma.job.updateMany({
    where: { ownerId, id: { in: group.map(({ jobId }) => jobId) } },
    data: { status: 'COMPLETED', stage: 'COMPLETED', progress: 1, completedAt: new Date() },
  })
  await database.prisma.document.updateMany({
    where: { ownerId, id: { in: group.map(({ documentId }) => documentId) } },
    data: { status: 'COMPLETED' },
  })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
