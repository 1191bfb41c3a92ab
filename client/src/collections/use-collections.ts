import { useMutation, useQuery, type CombinedError } from 'urql'

import { graphql } from '../generated/gql.ts'
import type { CollectionsQuery } from '../generated/graphql.ts'

export type Collection = CollectionsQuery['collections']['edges'][number]['node']

const COLLECTIONS = graphql(`
  query Collections {
    collections(first: 200) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`)

const CREATE_COLLECTION = graphql(`
  mutation CreateCollection($name: String!) {
    createCollection(name: $name) {
      id
      name
    }
  }
`)

/** An empty list has no type name of its own for urql's cache to know it by. */
const CONTEXT = { additionalTypenames: ['Collection'] }

export type Collections = {
  collections: Collection[]
  error: CombinedError | undefined
  /** Gives the new one's id, or why there is none. */
  create: (name: string) => Promise<{ id: string } | { error: Error }>
}

export function useCollections(): Collections {
  const [{ data, error }] = useQuery({ query: COLLECTIONS, context: CONTEXT })
  const [, createCollection] = useMutation(CREATE_COLLECTION)
  return {
    collections: data?.collections.edges.map(({ node }) => node) ?? [],
    error,
    async create(name) {
      const result = await createCollection({ name })
      if (result.data) return { id: result.data.createCollection.id }
      return { error: result.error ?? new Error('the service answered without a collection') }
    },
  }
}
