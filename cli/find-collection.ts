// The collection of a name, made where there is none.
import { ask, RefusalError } from './service-client.ts'

type Page = {
  collections: {
    edges: { node: { id: string; name: string } }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

const COLLECTIONS = `query ($after: String) {
  collections(first: 100, after: $after) { edges { node { id name } } pageInfo { hasNextPage endCursor } }
}`
const CREATE = 'mutation ($name: String!) { createCollection(name: $name) { id } }'

/** Gives its id. */
export async function findOrCreateCollection(address: string, name: string): Promise<string> {
  const known = await findCollection(address, name)
  if (known) return known
  try {
    return (await ask<{ createCollection: { id: string } }>(address, CREATE, { name })).createCollection.id
  } catch (error) {
    // Somebody else may have made it in this moment.
    const found =
      error instanceof RefusalError && error.code === 'CONFLICT' ? await findCollection(address, name) : null
    if (found) return found
    throw error
  }
}

async function findCollection(address: string, name: string): Promise<string | null> {
  for (let after: string | null = null; ;) {
    const { collections }: Page = await ask<Page>(address, COLLECTIONS, { after })
    const found = collections.edges.find(({ node }) => node.name === name.trim())
    if (found) return found.node.id
    if (!collections.pageInfo.hasNextPage) return null
    after = collections.pageInfo.endCursor
  }
}
