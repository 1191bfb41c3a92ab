import { builder } from './builder.ts'

const ViewerRef = builder.objectRef<{ id: string }>('Viewer').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    documentCount: t.int({
      resolve: ({ id }, _args, { services }) => services.database.prisma.document.count({ where: { ownerId: id } }),
    }),
    storedBytes: t.float({
      description: 'Of the originals, each counted once.',
      async resolve({ id }, _args, { services }) {
        const { _sum } = await services.database.prisma.file.aggregate({
          where: { ownerId: id },
          _sum: { byteSize: true },
        })
        return Number(_sum.byteSize ?? 0)
      },
    }),
  }),
})

builder.queryFields((t) => ({
  viewer: t.field({ type: ViewerRef, resolve: (_root, _args, { viewer }) => viewer }),
}))
