// Prisma looks up the row of a cursor whosever it is, so that a page after somebody else's row would tell where it stands.

type Paged = { cursor?: { id: string } }

/** The query of a connection, whose cursor finds only the owner's rows; at any other the page is empty. */
export function withOwnCursor<Query extends object>(query: Query, ownerId: string): Query {
  const { cursor } = query as Paged
  return cursor ? { ...query, cursor: { ...cursor, ownerId } } : query
}
