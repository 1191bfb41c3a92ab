// For every field of the schema: the viewer sees, counts and changes nothing of another owner's in the same database,
// whose ids look as if they did not exist.
import { getNamedType, graphql } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { ask, refusal, request, requestUpload, subscribeSse, upload, uploadBatch } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { askQuestion } from '../testing/ask-question.ts'
import { smallPdf } from '../testing/small-pdf.ts'
import { values, watchers } from '../testing/subscriptions.ts'
import { addMine, addTheirs, OTHER_OWNER, rowsOf, SHARED } from '../testing/two-owners.ts'
import { LOCAL_OWNER } from './context.ts'
import { schema } from './schema/index.ts'
import { fullSelection } from './testing/full-selection.ts'

const NOBODY = '00000000-0000-4000-8000-00000000dead'

let service: TestService
let mine: Awaited<ReturnType<typeof addMine>>
let theirs: Awaited<ReturnType<typeof addTheirs>>
/** The hits of a search for a word that both have, before the other came. */
let hitsAlone: unknown

beforeAll(async () => {
  service = await startTestService({ worker: false })
  mine = await addMine(service)
  hitsAlone = await lighthouse()
  theirs = await addTheirs(service)
})
afterAll(() => service.close())

const theirRows = () => rowsOf(service.services.database, OTHER_OWNER)

function seesNothing(answer: unknown): void {
  const text = JSON.stringify(answer)
  expect(theirs.secrets.filter((secret) => text.includes(secret))).toEqual([])
}

/** The field of Query with all that can be selected below it, as the viewer asks for it, whatever it costs. */
// A case reads whatever the field has.
// oxlint-disable-next-line no-explicit-any
async function everything(name: string, args = ''): Promise<any> {
  const selection = fullSelection(getNamedType(schema.getQueryType()!.getFields()[name]!.type), 5)
  const { data, errors } = await graphql({
    schema,
    source: `{ ${name}${args} ${selection} }`,
    contextValue: { viewer: { id: LOCAL_OWNER }, services: service.services, requestId: '' },
  })
  expect(errors).toBeUndefined()
  seesNothing(data)
  return data![name]
}

async function lighthouse(rest = ''): Promise<unknown> {
  const query = `{ search(query: "lighthouse", mode: KEYWORD ${rest}) { hits { score snippet document { id } } } }`
  return (await ask(service.address, query)).search.hits
}

/** That the operation answers to an id of the other's as it does to an id of nobody's. */
async function looksMissing(operation: (id: string) => string, id: string): Promise<void> {
  const refused = await refusal(request(service.address, operation(id)))
  const ofNobody = await refusal(request(service.address, operation(NOBODY)))
  expect(refused.code).toBe('NOT_FOUND')
  expect(refused.message).toBe(ofNobody.message.replaceAll(NOBODY, id))
}

async function looksNull(name: string, ids: string[]): Promise<void> {
  for (const id of ids) expect(await ask(service.address, `{ ${name}(id: "${id}") { id } }`)).toEqual({ [name]: null })
}

/** A cursor that stands for this row, as the service would give it to its owner. */
const cursorAt = (id: string) => Buffer.from(`GPC:S:${id}`).toString('base64')

async function pagesAfter(connection: string, id: string): Promise<void> {
  for (const at of [id, NOBODY]) {
    const page = `after: "${cursorAt(at)}") { edges { node { id } } }`
    expect(await ask(service.address, `{ ${connection}(${page} }`)).toEqual({ [connection]: { edges: [] } })
    const before = page.replace('after', 'last: 5, before')
    expect(await ask(service.address, `{ ${connection}(${before} }`)).toEqual({ [connection]: { edges: [] } })
  }
}

const CASES: Record<string, () => Promise<unknown>> = {
  async 'Query.viewer'() {
    const bytes = await service.services.database.prisma.file.aggregate({
      where: { ownerId: LOCAL_OWNER },
      _sum: { byteSize: true },
    })
    const viewer = await everything('viewer')
    expect(viewer).toMatchObject({ documentCount: 2, storedBytes: Number(bytes._sum.byteSize) })
    // The other has documents too, and searched for nothing; so did the viewer before the other came.
    const { prisma } = service.services.database
    const [mine] = await prisma.usage.findMany({ where: { ownerId: LOCAL_OWNER } })
    expect(viewer.usage).toMatchObject([{ kind: 'EMBED', calls: Number(mine!.calls), tokens: Number(mine!.tokens) }])
    expect(await prisma.usage.count({ where: { ownerId: OTHER_OWNER } })).toBe(1)
  },
  async 'Query.document'() {
    await looksNull('document', [...theirs.documentIds, theirs.queuedId])
    await everything('document', `(id: "${mine.documentIds[0]}")`)
  },
  async 'Query.documents'() {
    const { totalCount, edges } = await everything('documents')
    expect({ totalCount, edges: edges.length }).toEqual({ totalCount: 2, edges: 2 })
    for (const filter of [`collectionId: "${theirs.collectionId}"`, 'text: "secret"', 'status: PENDING'])
      expect(await everything('documents', `(filter: { ${filter} })`)).toMatchObject({ totalCount: 0, edges: [] })
    await pagesAfter('documents', theirs.documentIds[1]!)
  },
  async 'Query.collection'() {
    await looksNull('collection', [theirs.collectionId])
    expect(await everything('collection', `(id: "${mine.collectionId}")`)).toMatchObject({
      documents: { totalCount: 2 },
    })
  },
  async 'Query.collections'() {
    expect((await everything('collections')).edges).toHaveLength(1)
    await pagesAfter('collections', theirs.collectionId)
  },
  async 'Query.job'() {
    await looksNull('job', [theirs.jobId])
    await everything('job', `(id: "${mine.jobId}")`)
  },
  async 'Query.batch'() {
    await looksNull('batch', [theirs.batchId])
    expect(await everything('batch', `(id: "${mine.batchId}")`)).toMatchObject({ total: 2, completed: 2 })
  },
  async 'Query.search'() {
    for (const mode of ['HYBRID', 'SEMANTIC', 'KEYWORD']) {
      const { hits } = await everything('search', `(query: "zanzibar secret lighthouse", mode: ${mode}, first: 1)`)
      expect(hits).toHaveLength(1)
    }
    expect(await lighthouse()).toEqual(hitsAlone)
    expect(await lighthouse(`documentIds: ["${theirs.documentIds[0]}"]`)).toEqual([])
    await looksMissing((id) => `{ search(query: "lighthouse", collectionId: "${id}") { tookMs } }`, theirs.collectionId)
  },
  async 'Query.processingStats'() {
    const { stages, ...totals } = await everything('processingStats')
    expect(totals).toMatchObject({ documents: 2, completed: 2, failed: 0, pages: 2 })
    for (const stage of stages) expect(stage).toMatchObject({ count: 2, errorRate: 0 })
    expect(stages.map(({ stage }: { stage: string }) => stage)).toContain('STORING')
  },
  async 'Query.queues'() {
    for (const queue of await everything('queues'))
      expect(queue).toMatchObject({ ready: 0, active: 0, deferred: 0, failed: 0 })
    expect(await service.services.queue.depths(OTHER_OWNER)).toContainEqual(expect.objectContaining({ ready: 1 }))
  },
  async 'Mutation.uploadDocument'() {
    const file = smallPdf('The zanzibar waits in the queue.')
    const { duplicate, document } = await upload(service.address, file)
    expect(duplicate).toBe(false)
    await ask(service.address, `mutation { deleteDocument(id: "${document.id}") }`)
    const refused = await refusal(requestUpload(service.address, file, { collectionId: theirs.collectionId }))
    expect(refused).toMatchObject({ code: 'NOT_FOUND' })
  },
  async 'Mutation.uploadDocuments'() {
    const { documents } = await uploadBatch(service.address, [smallPdf('The zanzibar waits in the queue.')])
    expect(documents[0].id).not.toBe(theirs.queuedId)
    await ask(service.address, `mutation { deleteDocument(id: "${documents[0].id}") }`)
    await expect(uploadBatch(service.address, [SHARED], { collectionId: theirs.collectionId })).rejects.toThrow(
      'NOT_FOUND',
    )
  },
  'Mutation.reprocess': () =>
    looksMissing((id) => `mutation { reprocess(documentId: "${id}") { enqueued } }`, theirs.documentIds[0]!),
  'Mutation.cancelProcessing': () =>
    looksMissing((id) => `mutation { cancelProcessing(documentId: "${id}") { id } }`, theirs.queuedId),
  async 'Mutation.deleteDocument'() {
    for (const id of [...theirs.documentIds, theirs.queuedId])
      await looksMissing((one) => `mutation { deleteDocument(id: "${one}") }`, id)
  },
  async 'Mutation.createCollection'() {
    const { createCollection } = await ask(service.address, 'mutation { createCollection(name: "Theirs") { id } }')
    await ask(service.address, `mutation { deleteCollection(id: "${createCollection.id}") }`)
  },
  'Mutation.renameCollection': () =>
    looksMissing((id) => `mutation { renameCollection(id: "${id}", name: "Ours") { id } }`, theirs.collectionId),
  'Mutation.deleteCollection': () =>
    looksMissing((id) => `mutation { deleteCollection(id: "${id}") }`, theirs.collectionId),
  'Subscription.documentProgress': () =>
    looksMissing((id) => `subscription { documentProgress(documentId: "${id}") { sequence } }`, theirs.documentIds[0]!),
  'Subscription.batchProgress': () =>
    looksMissing((id) => `subscription { batchProgress(batchId: "${id}") { total } }`, theirs.batchId),
  async 'Subscription.progress'() {
    const events = values(subscribeSse(service.address, 'subscription { progress { documentId } }'))
    const first = events.next()
    await eventually(async () => expect(await watchers(service.address)).toMatchObject({ listeners: 1 }))
    service.services.announcer.documentMoved(theirs.queuedId)
    const { document } = await upload(service.address, smallPdf('An event of the viewer.'))
    expect((await first).value).toEqual({ documentId: document.id })
    await events.return(null)
  },
  async 'Subscription.answer'() {
    const chats = service.provider.chats.length
    const theirChunks = await service.services.database.prisma.chunk.findMany({ where: { ownerId: OTHER_OWNER } })
    // A model that cites whatever it likes.
    const cited = { cite: 'The lighthouse', ids: theirChunks.map(({ id }) => id) }
    service.provider.sayInChat([{ text: 'The lighthouse and the page.' }, cited])
    const { events, completed } = await askQuestion(service.address, { question: 'What is read of the lighthouse?' })
    seesNothing(events)
    seesNothing(service.provider.chats[chats]!.body)
    expect(completed).toMatchObject({
      answer: 'The lighthouse and the page.',
      citations: [],
      passages: expect.any(Number),
    })
    const inTheirs = { question: 'Where is the lighthouse?', documentIds: theirs.documentIds }
    expect((await askQuestion(service.address, inTheirs)).completed).toMatchObject({ passages: 0 })
    await looksMissing(
      (id) => `subscription { answer(question: "lighthouse?", collectionId: "${id}") { __typename } }`,
      theirs.collectionId,
    )
  },
}

const ROOT_FIELDS = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!].flatMap((type) =>
  Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
)

test.each(ROOT_FIELDS)("%s keeps to what is the viewer's", async (field) => {
  const before = await theirRows()
  const check = CASES[field]

  expect(check, 'a new field of the schema needs a case here').toBeDefined()
  await check!()

  expect(await theirRows()).toEqual(before)
})
