import { JobStatus, Stage } from '../../prisma/generated/client/enums.ts'
import { cancelProcessing } from '../documents/cancel-processing.ts'
import { builder } from './builder.ts'
import { checkId, notFound } from '../identifier.ts'

const JobStatusEnum = builder.enumType('JobStatus', { values: Object.values(JobStatus) })
export const StageEnum = builder.enumType('Stage', { values: Object.values(Stage) })

export const JobRef = builder.prismaObject('Job', {
  description: 'One processing run of a document.',
  fields: (t) => ({
    id: t.exposeID('id'),
    document: t.relation('document'),
    status: t.field({ type: JobStatusEnum, resolve: ({ status }) => status }),
    stage: t.field({ type: StageEnum, resolve: ({ stage }) => stage }),
    progress: t.exposeFloat('progress', {
      description: '0 to 1; never falls within an attempt; kept when the job fails.',
    }),
    message: t.exposeString('message'),
    error: t.exposeString('error', { nullable: true }),
    attempt: t.exposeInt('attempt', { description: 'Of the stage at work; 1 for the first.' }),
    maxAttempts: t.exposeInt('maxAttempts'),
    chunkCount: t.exposeInt('chunkCount', { nullable: true }),
    embeddedCount: t.exposeInt('embeddedCount', {
      nullable: true,
      description: 'Passages whose vector was computed by this job; reusedCount: those whose vector was already known.',
    }),
    reusedCount: t.exposeInt('reusedCount', { nullable: true }),
    events: t.relation('events', {
      args: { after: t.arg.int() },
      query: ({ after }) => ({ where: { sequence: { gt: after ?? 0 } }, orderBy: { sequence: 'asc' } }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    completedAt: t.expose('completedAt', { type: 'DateTime', nullable: true }),
    processingTimeMs: t.int({
      nullable: true,
      description: 'From the start of its first stage to its end.',
      resolve: ({ startedAt, completedAt }) =>
        startedAt && completedAt ? completedAt.getTime() - startedAt.getTime() : null,
    }),
  }),
})

builder.queryFields((t) => ({
  job: t.prismaField({
    type: JobRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, viewer }) =>
      services.database.prisma.job.findUnique({ ...query, where: { id: checkId(id, 'id'), ownerId: viewer.id } }),
  }),
}))

builder.mutationFields((t) => ({
  cancelProcessing: t.prismaField({
    type: JobRef,
    description: 'Final at once. Where nothing is unfinished, answers with the latest job as it is.',
    args: { documentId: t.arg.id({ required: true }) },
    async resolve(query, _root, { documentId }, { services, viewer }) {
      const document = { documentId: checkId(documentId, 'documentId'), ownerId: viewer.id }
      const jobId = await cancelProcessing(services, document)
      if (!jobId) throw notFound('document', documentId)
      return services.database.prisma.job.findUniqueOrThrow({ ...query, where: { id: jobId, ownerId: viewer.id } })
    },
  }),
}))
