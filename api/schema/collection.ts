import { createCollection, deleteCollection, renameCollection } from '../documents/collections.ts'
import { builder } from './builder.ts'
import { DocumentConnection, DocumentEdge, DocumentRef } from './document.ts'
import { checkId, notFound } from '../identifier.ts'
import { withOwnCursor } from './own-cursor.ts'

const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }]

const CollectionRef = builder.prismaObject('Collection', {
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    documents: t.prismaConnection(
      {
        type: DocumentRef,
        cursor: 'id',
        resolve: (query, { id, ownerId }, _args, { services }) =>
          services.database.prisma.document.findMany({
            ...withOwnCursor(query, ownerId),
            where: { ownerId, collectionId: id },
            orderBy: NEWEST_FIRST,
          }),
        totalCount: ({ id, ownerId }, _args, { services }) =>
          services.database.prisma.document.count({ where: { ownerId, collectionId: id } }),
      },
      DocumentConnection,
      DocumentEdge,
    ),
  }),
})

builder.queryFields((t) => ({
  collection: t.prismaField({
    type: CollectionRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, viewer }) =>
      services.database.prisma.collection.findUnique({
        ...query,
        where: { id: checkId(id, 'id'), ownerId: viewer.id },
      }),
  }),
  collections: t.prismaConnection(
    {
      type: CollectionRef,
      cursor: 'id',
      resolve: (query, _root, _args, { services, viewer }) =>
        services.database.prisma.collection.findMany({
          ...withOwnCursor(query, viewer.id),
          where: { ownerId: viewer.id },
          orderBy: [{ name: 'asc' }, { id: 'asc' }],
        }),
    },
    { name: 'CollectionConnection' },
    { name: 'CollectionEdge' },
  ),
}))

builder.mutationFields((t) => ({
  createCollection: t.prismaField({
    type: CollectionRef,
    args: { name: t.arg.string({ required: true }) },
    resolve: (_query, _root, { name }, { services, viewer }) => createCollection(services, viewer.id, name),
  }),
  renameCollection: t.prismaField({
    type: CollectionRef,
    args: { id: t.arg.id({ required: true }), name: t.arg.string({ required: true }) },
    async resolve(_query, _root, { id, name }, { services, viewer }) {
      const renamed = await renameCollection(services, { id: checkId(id, 'id'), ownerId: viewer.id }, name)
      if (!renamed) throw notFound('collection', id)
      return renamed
    },
  }),
  deleteCollection: t.id({
    description: 'Deletes the collection with all its documents.',
    args: { id: t.arg.id({ required: true }) },
    async resolve(_root, { id }, { services, viewer }) {
      const deleted = await deleteCollection(services, { id: checkId(id, 'id'), ownerId: viewer.id })
      if (!deleted) throw notFound('collection', id)
      return id
    },
  }),
}))
