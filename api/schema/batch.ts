import { batchCounts } from '../documents/batch-counts.ts'
import { checkProcessingOptions } from '../documents/processing-options.ts'
import { acceptUploads } from '../uploads/accept-upload.ts'
import { builder } from './builder.ts'
import { DocumentRef } from './document.ts'
import { checkId } from '../identifier.ts'
import { ProcessingOptionsInput } from './processing-options.ts'

export const BatchRef = builder.prismaObject('Batch', {
  description: 'Documents that were uploaded together.',
  fields: (t) => ({
    id: t.exposeID('id'),
    total: t.int({ resolve: async (batch, _args, context) => (await batchCounts(context.services, batch)).total }),
    completed: t.int({
      resolve: async (batch, _args, context) => (await batchCounts(context.services, batch)).completed,
    }),
    failed: t.int({ resolve: async (batch, _args, context) => (await batchCounts(context.services, batch)).failed }),
    cancelled: t.int({
      resolve: async (batch, _args, context) => (await batchCounts(context.services, batch)).cancelled,
    }),
    progress: t.float({
      description: '0 to 1: the mean of the progress of its documents.',
      resolve: async (batch, _args, context) => (await batchCounts(context.services, batch)).progress,
    }),
    documents: t.prismaField({
      type: [DocumentRef],
      description: 'In the order of their upload.',
      async resolve(query, { id, ownerId }, _args, { services }) {
        const members = await services.database.prisma.batchDocument.findMany({
          where: { batchId: id, ownerId },
          orderBy: { position: 'asc' },
          include: { document: query },
        })
        return members.map(({ document }) => document)
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

builder.queryFields((t) => ({
  batch: t.prismaField({
    type: BatchRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, viewer }) =>
      services.database.prisma.batch.findUnique({ ...query, where: { id: checkId(id, 'id'), ownerId: viewer.id } }),
  }),
}))

builder.mutationFields((t) => ({
  uploadDocuments: t.prismaField({
    type: BatchRef,
    description: 'All of the files or none: an error names the file that cannot be taken.',
    args: {
      files: t.arg({ type: ['File'], required: true }),
      collectionId: t.arg.id(),
      options: t.arg({ type: ProcessingOptionsInput }),
    },
    async resolve(query, _root, { files, collectionId, options }, { services, viewer }) {
      const id = await acceptUploads(services, files, {
        ownerId: viewer.id,
        collectionId: collectionId ? checkId(collectionId, 'collectionId') : null,
        options: checkProcessingOptions(options),
      })
      return services.database.prisma.batch.findUniqueOrThrow({ ...query, where: { id, ownerId: viewer.id } })
    },
  }),
}))
