import { UserError } from '../../core/errors.ts'
import type { QueueDepth } from '../../core/queue.ts'
import { builder } from './builder.ts'
import { StageEnum } from './job.ts'

type StageStats = {
  stage: typeof StageEnum.$inferType
  count: number
  averageMs: number
  p95Ms: number
  errorRate: number
}
type ProcessingStats = {
  documents: number
  completed: number
  failed: number
  pages: number
  averageProcessingMs: number | null
  stages: StageStats[]
}

const StageStatsRef = builder.objectRef<StageStats>('StageStats').implement({
  fields: (t) => ({
    stage: t.field({ type: StageEnum, resolve: ({ stage }) => stage }),
    count: t.exposeInt('count'),
    averageMs: t.exposeFloat('averageMs'),
    p95Ms: t.exposeFloat('p95Ms'),
    errorRate: t.exposeFloat('errorRate'),
  }),
})

const ProcessingStatsRef = builder.objectRef<ProcessingStats>('ProcessingStats').implement({
  fields: (t) => ({
    documents: t.exposeInt('documents'),
    completed: t.exposeInt('completed'),
    failed: t.exposeInt('failed'),
    pages: t.exposeInt('pages'),
    averageProcessingMs: t.exposeFloat('averageProcessingMs', { nullable: true }),
    stages: t.expose('stages', { type: [StageStatsRef] }),
  }),
})

const QueueRef = builder.objectRef<QueueDepth>('Queue').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    ready: t.exposeInt('ready'),
    active: t.exposeInt('active'),
    deferred: t.exposeInt('deferred'),
    failed: t.exposeInt('failed'),
  }),
})

builder.queryFields((t) => ({
  processingStats: t.field({
    type: ProcessingStatsRef,
    description: "Durations, counts and error rates of each stage, over the viewer's documents.",
    args: { since: t.arg({ type: 'DateTime' }) },
    resolve: () => {
      throw new UserError('NOT_IMPLEMENTED', 'There are no processing statistics yet.')
    },
  }),
  queues: t.field({
    type: [QueueRef],
    description: "Depth of every queue, over the viewer's documents.",
    resolve: (_root, _args, { services, viewer }) => services.queue.depths(viewer.id),
  }),
}))
