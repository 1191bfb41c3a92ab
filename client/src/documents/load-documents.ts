// Reads the list, newest first, page after page until there is enough.
import type { Client } from 'urql'

import { graphql } from '../generated/gql.ts'
import type { DocumentsQuery } from '../generated/graphql.ts'

const DOCUMENTS = graphql(`
  query Documents($first: Int!, $after: String) {
    documents(first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          filename
          title
          status
          error
          byteSize
          pageCount
          chunkCount
          ocr {
            pageCount
            meanConfidence
          }
          fileUrl
          createdAt
          collection {
            name
          }
          job {
            id
            stage
            progress
            message
          }
        }
      }
    }
  }
`)

/** What a row of the list shows. */
export type DocumentSummary = DocumentsQuery['documents']['edges'][number]['node']

/** The service gives no more at once. */
const LARGEST_PAGE = 200

export type DocumentList = {
  documents: DocumentSummary[]
  totalCount: number
  /** Where the next page begins; null at the end. */
  next: string | null
}

/** `count` documents after the cursor, or all there are. Throws urql's CombinedError. */
export async function loadDocuments(client: Client, count: number, after: string | null = null): Promise<DocumentList> {
  const documents: DocumentSummary[] = []
  let list: DocumentList = { documents, totalCount: 0, next: after }
  do {
    const first = Math.min(LARGEST_PAGE, count - documents.length)
    const variables = { first, after: list.next }
    const { data, error } = await client.query(DOCUMENTS, variables, { requestPolicy: 'network-only' }).toPromise()
    if (!data) throw error ?? new Error('the service answered without documents')
    const { edges, pageInfo, totalCount } = data.documents
    documents.push(...edges.map(({ node }) => node))
    list = { documents, totalCount, next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null }
  } while (list.next !== null && documents.length < count)
  return list
}
