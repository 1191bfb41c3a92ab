// A random walk over everything that a client can ask and everything that can happen to a worker, held against what must
// always be so. FAULT_SEED repeats the choices of a walk; the timing stays the machine's.
import { expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import { follow } from '../testing/follow.ts'
import { ask } from '../testing/graphql.ts'
import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import { expectWhole } from './expect-whole.ts'
import { openFaultService, type FaultService } from './fault-service.ts'
import {
  cancelModel,
  deleteModel,
  reprocessModel,
  uploadModel,
  watchModel,
  type ModelDocument,
  type Options,
} from './model-document.ts'
import { createRandom, type Random } from '../testing/random.ts'
import { modelWorkers, type ModelWorkers } from './model-workers.ts'

const SEED = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const STEPS = 500
/** Half of them in a collection, with the bytes of the others. */
const DOCUMENTS = 20
/** Who walk at once, each with documents of their own. */
const WALKERS = 4

const OPTIONS: Options[] = [
  { chunkingStrategy: 'PARAGRAPH', chunkSize: 64, chunkOverlap: 0 },
  { chunkingStrategy: 'SENTENCE', chunkSize: 100, chunkOverlap: 10 },
  { chunkingStrategy: 'FIXED', chunkSize: 200, chunkOverlap: 0 },
]

/** The pages of neighbours are the same but for one: they wait for each other's passages. */
function makeFile(number: number) {
  const pages = Array.from({ length: 8 }, (_, page) => [0, 1, 2, 3].map((part) => paragraph(number + page, part)))
  return { name: `model-${number}.pdf`, bytes: makeTextPdf(pages) }
}

function paragraph(page: number, part: number): string {
  const words = Array.from({ length: 30 }, (_, word) => `p${page}q${part}w${word}`)
  return `Paragraph ${part} of page ${page}. ${words.join(' ')}.`
}

async function makeModel(address: string): Promise<ModelDocument[]> {
  const { createCollection: collection } = await ask(address, `mutation { createCollection(name: "model") { id } }`)
  return Array.from({ length: DOCUMENTS }, (_, index) => ({
    file: makeFile(index % (DOCUMENTS / 2)),
    collectionId: index < DOCUMENTS / 2 ? null : collection.id,
    id: null,
    options: null,
    end: 'COMPLETED' as const,
    ended: true,
  }))
}

/** What happens next, out of a hundred. */
async function step(random: Random, address: string, document: ModelDocument, workers: ModelWorkers): Promise<string> {
  const options = random.pick(OPTIONS)
  const chance = random.below(100)
  if (chance < 4) return workers.killOne(random).then(() => 'kill')
  if (chance < 10) return workers.startOne().then(() => 'start')
  const asked = { address, document }
  if (document.id === null || chance < 15) return uploadModel(asked, options).then(() => 'upload')
  if (chance < 40) return reprocessModel(asked, options).then(() => 'reprocess')
  if (chance < 55) return cancelModel(asked).then(() => 'cancel')
  if (chance < 65) return deleteModel(asked).then(() => 'delete')
  return watchModel(asked, 1 + random.below(30)).then(() => 'watch')
}

async function walk(service: FaultService, address: string, documents: ModelDocument[], workers: ModelWorkers) {
  const taken: Record<string, number> = {}
  let left = STEPS
  const walker = async (number: number) => {
    const random = createRandom(SEED + number)
    const own = documents.filter((_, index) => index % WALKERS === number)
    while (left-- > 0) {
      const name = await step(random, address, random.pick(own), workers)
      taken[name] = (taken[name] ?? 0) + 1
      const violations = await findViolations(service.database, 'always')
      expect(violations, `after step ${STEPS - left}, ${name}`).toEqual([])
    }
  }
  await Promise.all(Array.from({ length: WALKERS }, (_, number) => walker(number)))
  return taken
}

/** The passages of all documents that have the same bytes and options are the same. */
async function expectSamePassages({ database }: FaultService, documents: ModelDocument[]): Promise<void> {
  const known = new Map<string, string[]>()
  for (const { id, file, options, end } of documents) {
    if (id === null || end !== 'COMPLETED') continue
    const chunks = await database.prisma.chunk.findMany({ where: { documentId: id }, orderBy: { position: 'asc' } })
    const hashes = chunks.map(({ passageHash }) => passageHash)
    const key = `${file.name} ${JSON.stringify(options)}`
    if (known.has(key)) expect(hashes, key).toEqual(known.get(key))
    known.set(key, hashes)
  }
}

test(`a random walk of ${STEPS} steps loses nothing and leaves nothing (FAULT_SEED=${SEED})`, async () => {
  const service = await openFaultService()
  try {
    const { address } = await service.startApi()
    const workers = modelWorkers(service)
    await workers.startAll()
    const documents = await makeModel(address)
    const taken = await walk(service, address, documents, workers)
    console.log(`seed ${SEED}: ${JSON.stringify(taken)}, ${workers.kills} workers killed`)

    await workers.startAll()
    const living = documents.filter(({ id }) => id !== null)
    const events = await Promise.all(living.map(({ id }) => follow(address, id!)))
    expect(events.map((seen) => seen.at(-1)!.stage)).toEqual(living.map(({ end }) => end))
    await expectSamePassages(service, living)
    await expectWhole(service.database, events)
  } finally {
    await service.close()
  }
}, 400_000)
