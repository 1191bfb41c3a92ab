import { usageSince } from '../../core/usage.ts'
import { builder } from './builder.ts'
import { UsageRef } from './usage.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const USUAL_DAYS = 30

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
    usage: t.field({
      type: [UsageRef],
      description: `By day, provider and kind, the latest day first; from the day of \`since\` on, the last ${USUAL_DAYS} days by default.`,
      args: { since: t.arg({ type: 'DateTime' }) },
      resolve: ({ id }, { since }, { services }) =>
        usageSince(services.database, id, since ?? new Date(Date.now() - USUAL_DAYS * DAY_MS)),
    }),
  }),
})

builder.queryFields((t) => ({
  viewer: t.field({ type: ViewerRef, resolve: (_root, _args, { viewer }) => viewer }),
}))
