import { deleteDocument } from '../documents/delete-document.ts'
import { checkProcessingOptions } from '../documents/processing-options.ts'
import { reprocessDocument } from '../documents/reprocess-document.ts'
import { acceptUpload } from '../uploads/accept-upload.ts'
import { builder } from './builder.ts'
import { ChunkRef } from './chunk.ts'
import { DocumentFilter, documentsWhere } from './document-filter.ts'
import { DocumentStatusEnum } from './document-status.ts'
import { checkId, notFound } from '../identifier.ts'
import { JobRef } from './job.ts'
import { OcrReadingRef, ocrReadingOf } from './ocr-reading.ts'
import { withOwnCursor } from './own-cursor.ts'
import { ProcessingOptionsInput } from './processing-options.ts'

const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }]

export const DocumentRef = builder.prismaObject('Document', {
  fields: (t) => ({
    id: t.exposeID('id'),
    filename: t.exposeString('filename'),
    mediaType: t.exposeString('mediaType'),
    byteSize: t.float({ resolve: ({ byteSize }) => Number(byteSize) }),
    contentHash: t.exposeString('contentHash', { description: 'SHA-256 of the bytes, hex.' }),
    status: t.field({ type: DocumentStatusEnum, resolve: ({ status }) => status }),
    error: t.exposeString('error', { nullable: true }),
    title: t.exposeString('title', { nullable: true }),
    metadata: t.field({
      type: 'JSON',
      description: 'Structural metadata: author, producer, created, outline, …',
      resolve: ({ metadata }) => metadata,
    }),
    ocr: t.field({
      type: OcrReadingRef,
      nullable: true,
      description: 'Null where no page was read by OCR.',
      resolve: ({ metadata }) => ocrReadingOf(metadata),
    }),
    pageCount: t.exposeInt('pageCount', { nullable: true }),
    chunkCount: t.exposeInt('chunkCount', { nullable: true }),
    collection: t.relation('collection', { nullable: true }),
    job: t.field({
      type: JobRef,
      nullable: true,
      description: 'The latest job.',
      select: (_args, _context, nested) => ({ jobs: nested({ orderBy: NEWEST_FIRST, take: 1 }) }),
      resolve: ({ jobs }) => jobs[0] ?? null,
    }),
    jobs: t.relatedConnection(
      'jobs',
      { cursor: 'id', query: { orderBy: NEWEST_FIRST } },
      { name: 'JobConnection' },
      { name: 'JobEdge' },
    ),
    chunks: t.relatedConnection(
      'chunks',
      { type: ChunkRef, cursor: 'id', query: { orderBy: { position: 'asc' } } },
      { name: 'ChunkConnection' },
      { name: 'ChunkEdge' },
    ),
    fileUrl: t.string({
      description: 'Where the original can be downloaded, with the same credentials.',
      resolve: ({ id }) => `/files/${id}`,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
})

// Two fields answer with this connection, so its types stand on their own.
export const DocumentEdge = builder.edgeObject({ name: 'DocumentEdge', type: DocumentRef })
export const DocumentConnection = builder.connectionObject(
  {
    name: 'DocumentConnection',
    type: DocumentRef,
    fields: (t) => ({
      totalCount: t.int({
        resolve: (connection) => (connection as unknown as { totalCount: () => Promise<number> }).totalCount(),
      }),
    }),
  },
  DocumentEdge,
)

const UploadDocumentPayload = builder
  .objectRef<{ documentId: string; duplicate: boolean }>('UploadDocumentPayload')
  .implement({
    fields: (t) => ({
      document: t.prismaField({
        type: DocumentRef,
        resolve: (query, { documentId }, _args, { services, viewer }) =>
          services.database.prisma.document.findUniqueOrThrow({
            ...query,
            where: { id: documentId, ownerId: viewer.id },
          }),
      }),
      job: t.prismaField({
        type: JobRef,
        resolve: (query, { documentId }, _args, { services, viewer }) =>
          services.database.prisma.job.findFirstOrThrow({
            ...query,
            where: { documentId, ownerId: viewer.id },
            orderBy: NEWEST_FIRST,
          }),
      }),
      duplicate: t.exposeBoolean('duplicate', {
        description:
          'True where the viewer already had these bytes in this collection: the existing document is answered and nothing is enqueued.',
      }),
    }),
  })

const ReprocessPayload = builder
  .objectRef<{ documentId: string; jobId: string; enqueued: boolean }>('ReprocessPayload')
  .implement({
    fields: (t) => ({
      document: t.prismaField({
        type: DocumentRef,
        resolve: (query, { documentId }, _args, { services, viewer }) =>
          services.database.prisma.document.findUniqueOrThrow({
            ...query,
            where: { id: documentId, ownerId: viewer.id },
          }),
      }),
      job: t.prismaField({
        type: JobRef,
        resolve: (query, { jobId }, _args, { services, viewer }) =>
          services.database.prisma.job.findUniqueOrThrow({ ...query, where: { id: jobId, ownerId: viewer.id } }),
      }),
      enqueued: t.exposeBoolean('enqueued'),
    }),
  })

builder.queryFields((t) => ({
  document: t.prismaField({
    type: DocumentRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, viewer }) =>
      services.database.prisma.document.findUnique({ ...query, where: { id: checkId(id, 'id'), ownerId: viewer.id } }),
  }),
  documents: t.prismaConnection(
    {
      type: DocumentRef,
      cursor: 'id',
      args: { filter: t.arg({ type: DocumentFilter }) },
      resolve: (query, _root, { filter }, { services, viewer }) =>
        services.database.prisma.document.findMany({
          ...withOwnCursor(query, viewer.id),
          where: documentsWhere(viewer.id, filter),
          orderBy: NEWEST_FIRST,
        }),
      totalCount: (_root, { filter }, { services, viewer }) =>
        services.database.prisma.document.count({ where: documentsWhere(viewer.id, filter) }),
    },
    DocumentConnection,
    DocumentEdge,
  ),
}))

builder.mutationFields((t) => ({
  uploadDocument: t.field({
    type: UploadDocumentPayload,
    description: 'Stores the file and enqueues its processing in one transaction; answers before processing starts.',
    args: {
      file: t.arg({ type: 'File', required: true }),
      collectionId: t.arg.id(),
      options: t.arg({ type: ProcessingOptionsInput }),
    },
    resolve: (_root, { file, collectionId, options }, { services, viewer }) =>
      acceptUpload(services, file, {
        ownerId: viewer.id,
        collectionId: collectionId ? checkId(collectionId, 'collectionId') : null,
        options: checkProcessingOptions(options),
      }),
  }),
  reprocess: t.field({
    type: ReprocessPayload,
    description:
      'Enqueue only. While a job of this document is queued or active, answers with that job and enqueued: false.',
    args: { documentId: t.arg.id({ required: true }), options: t.arg({ type: ProcessingOptionsInput }) },
    async resolve(_root, { documentId, options }, { services, viewer }) {
      const id = checkId(documentId, 'documentId')
      const run = await reprocessDocument(services, {
        documentId: id,
        ownerId: viewer.id,
        options: checkProcessingOptions(options),
      })
      if (!run) throw notFound('document', documentId)
      return { documentId: id, ...run }
    },
  }),
  deleteDocument: t.id({
    args: { id: t.arg.id({ required: true }) },
    async resolve(_root, { id }, { services, viewer }) {
      const deleted = await deleteDocument(services, { documentId: checkId(id, 'id'), ownerId: viewer.id })
      if (!deleted) throw notFound('document', id)
      return id
    },
  }),
}))
