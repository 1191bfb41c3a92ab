// One of the model's documents: what was asked for it, and so what must become of it.
import { expect } from 'vitest'

import { ask, upload, type UploadFile } from '../testing/graphql.ts'
import { waitForEvent } from '../testing/follow.ts'

export type Options = { chunkingStrategy: string; chunkSize: number; chunkOverlap: number }

export type ModelDocument = {
  file: UploadFile
  collectionId: string | null
  /** Null: not uploaded, or deleted. */
  id: string | null
  /** Of the latest job. */
  options: Options | null
  /** What the latest job must come to, or has come to. */
  end: 'COMPLETED' | 'CANCELLED'
  /** Whether the latest job has been seen at its end. */
  ended: boolean
}

type Asked = { address: string; document: ModelDocument }

export async function uploadModel({ address, document }: Asked, options: Options): Promise<void> {
  const { file, collectionId } = document
  const answer = await upload(address, file, { options, ...(collectionId && { collectionId }) })
  expect(answer.duplicate).toBe(document.id !== null)
  if (document.id === null) Object.assign(document, { id: answer.document.id, options, end: 'COMPLETED', ended: false })
  else expect(answer.document.id).toBe(document.id)
}

export async function reprocessModel({ address, document }: Asked, options: Options): Promise<void> {
  const query = `mutation ($id: ID!, $options: ProcessingOptions) {
    reprocess(documentId: $id, options: $options) { enqueued }
  }`
  const { enqueued } = (await ask(address, query, { id: document.id, options })).reprocess
  if (document.ended) expect(enqueued).toBe(true)
  if (enqueued) Object.assign(document, { options, end: 'COMPLETED', ended: false })
}

export async function cancelModel({ address, document }: Asked): Promise<void> {
  const query = `mutation ($id: ID!) { cancelProcessing(documentId: $id) { status } }`
  const { status } = (await ask(address, query, { id: document.id })).cancelProcessing
  if (document.ended) expect(status).toBe(document.end)
  expect(['COMPLETED', 'CANCELLED']).toContain(status)
  Object.assign(document, { end: status, ended: true })
}

export async function deleteModel({ address, document }: Asked): Promise<void> {
  await ask(address, `mutation ($id: ID!) { deleteDocument(id: $id) }`, { id: document.id })
  const found = await ask(address, `query ($id: ID!) { document(id: $id) { id } }`, { id: document.id })
  expect(found.document).toBeNull()
  Object.assign(document, { id: null, options: null, ended: true })
}

/** Follows the document for some events, or to the end of its job. */
export async function watchModel({ address, document }: Asked, events: number): Promise<void> {
  let seen = 0
  const { stage } = await waitForEvent(
    address,
    document.id!,
    (event) => ++seen === events || ['COMPLETED', 'FAILED', 'CANCELLED'].includes(event.stage),
  )
  expect(stage).not.toBe('FAILED')
}
