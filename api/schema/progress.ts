import { watchBatch } from '../progress/watch-batch.ts'
import { watchDocument } from '../progress/watch-document.ts'
import { watchOwner } from '../progress/watch-owner.ts'
import { BatchRef } from './batch.ts'
import { builder } from './builder.ts'
import { checkId, notFound } from '../identifier.ts'
import { StageEnum } from './job.ts'

const ProgressEventRef = builder.prismaObject('ProgressEvent', {
  fields: (t) => ({
    documentId: t.exposeID('documentId'),
    jobId: t.exposeID('jobId'),
    sequence: t.exposeInt('sequence', { description: '1, 2, 3, … per document, without gaps.' }),
    stage: t.field({ type: StageEnum, resolve: ({ stage }) => stage }),
    progress: t.exposeFloat('progress'),
    message: t.exposeString('message'),
    details: t.field({
      type: 'JSON',
      description:
        'Numbers behind the message: page, pages, chunk, chunks, attempt, maxAttempts, retryInMs, ahead (in the queue), secondsLeft (an estimate), …; truncated.',
      resolve: ({ details }) => details,
    }),
    error: t.exposeString('error', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    document: t.relation('document'),
  }),
})

builder.subscriptionFields((t) => ({
  documentProgress: t.field({
    type: ProgressEventRef,
    description: `Every event of the document with sequence > after, in order, none missing and none twice, then each new one as it
happens. Without \`after\`: the latest event, then each new one. Completes once the document's latest job is final and every
event up to it has been sent (at once where the cursor already stands there). Where events after the cursor were removed
because of their age, it begins with the oldest that is kept, whose \`details.truncated\` is true.`,
    args: { documentId: t.arg.id({ required: true }), after: t.arg.int() },
    async subscribe(_root, { documentId, after }, { services, feeds, viewer }) {
      const id = checkId(documentId, 'documentId')
      const document = await services.database.prisma.document.findUnique({
        where: { id, ownerId: viewer.id },
        select: { id: true },
      })
      if (!document) throw notFound('document', documentId)
      return watchDocument(feeds.documents, id, after ?? null)
    },
    resolve: (event) => event,
  }),
  batchProgress: t.field({
    type: BatchRef,
    description:
      'The batch as it stands, then each change, at most 5 a second. Completes when every document of the batch is final.',
    args: { batchId: t.arg.id({ required: true }) },
    async subscribe(_root, { batchId }, { services, feeds, viewer }) {
      const id = checkId(batchId, 'batchId')
      const batch = await services.database.prisma.batch.findUnique({ where: { id, ownerId: viewer.id } })
      if (!batch) throw notFound('batch', batchId)
      return watchBatch(feeds.batches, batch)
    },
    resolve: (batch) => batch,
  }),
  progress: t.field({
    type: ProgressEventRef,
    description: `New events of all the viewer's documents, at most 5 times a second: of each document that moved the newest one, and
every final one.`,
    subscribe: (_root, _args, { feeds, viewer }) => watchOwner(feeds.owners, viewer.id),
    resolve: (event) => event,
  }),
}))
