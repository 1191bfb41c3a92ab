// What a client may do to a document while it is processed.
import { ask } from '../testing/graphql.ts'

export const cancel = (address: string, id: string) =>
  ask(address, `mutation ($id: ID!) { cancelProcessing(documentId: $id) { id status } }`, { id })

export const remove = (address: string, id: string) =>
  ask(address, `mutation ($id: ID!) { deleteDocument(id: $id) }`, { id })

export const reprocess = (address: string, id: string) =>
  ask(address, `mutation ($id: ID!) { reprocess(documentId: $id) { enqueued job { id status } } }`, { id })
