import type { QueueDepth } from '../../core/queue.ts'
import { processingStats, type ProcessingStats, type StageStats } from '../progress/processing-stats.ts'
import { builder } from './builder.ts'
import { StageEnum } from './job.ts'

const StageStatsRef = builder.objectRef<StageStats>('StageStats').implement({
  fields: (t) => ({
    stage: t.field({ type: StageEnum, resolve: ({ stage }) => stage }),
    count: t.exposeInt('count', { description: 'How often it ran: every attempt counts.' }),
    averageMs: t.exposeFloat('averageMs'),
    p95Ms: t.exposeFloat('p95Ms'),
    errorRate: t.exposeFloat('errorRate', { description: 'The share of its runs that ended with an error, 0 to 1.' }),
  }),
})

const ProcessingStatsRef = builder.objectRef<ProcessingStats>('ProcessingStats').implement({
  fields: (t) => ({
    documents: t.exposeInt('documents', { description: 'With a job since then; each as its newest job left it.' }),
    completed: t.exposeInt('completed'),
    failed: t.exposeInt('failed'),
    pages: t.exposeInt('pages'),
    averageProcessingMs: t.exposeFloat('averageProcessingMs', {
      nullable: true,
      description: 'Of the jobs that completed, from the start of their first stage; null where there is none.',
    }),
    stages: t.expose('stages', {
      type: [StageStatsRef],
      description: 'Those that ran, in order; QUEUED is the wait for the first worker. As far back as events are kept.',
    }),
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
    description: `Durations, counts and error rates of each stage, over the viewer's documents: their jobs since a time, or all.`,
    args: { since: t.arg({ type: 'DateTime' }) },
    resolve: (_root, { since }, { services, viewer }) => processingStats(services.database, viewer.id, since ?? null),
  }),
  queues: t.field({
    type: [QueueRef],
    description: "Depth of every queue, over the viewer's documents.",
    resolve: (_root, _args, { services, viewer }) => services.queue.depths(viewer.id),
  }),
}))
