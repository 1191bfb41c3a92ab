// The files on their way to the service, two at a time, each with its own outcome. Kept outside of React, so that
// uploads go on whatever is drawn; useSyncExternalStore reads it.
import type { Client } from 'urql'

import { nameOf } from '../documents/name-of.ts'
import { describeError, isUnreachable } from '../feedback/describe-error.ts'
import { graphql } from '../generated/gql.ts'

export type UploadState = 'waiting' | 'uploading' | 'duplicate' | 'refused' | 'unreachable'

export type Upload = {
  readonly id: number
  readonly file: File
  readonly collectionId: string | null
  readonly state: UploadState
  /** For 'duplicate', what is there already; for 'refused' and 'unreachable', why. */
  readonly message: string
}

const UPLOAD_DOCUMENT = graphql(`
  mutation UploadDocument($file: File!, $collectionId: ID) {
    uploadDocument(file: $file, collectionId: $collectionId) {
      duplicate
      document {
        id
        filename
        title
      }
    }
  }
`)

const AT_ONCE = 2

export class UploadQueue {
  readonly #client: Client
  readonly #onUploaded: () => Promise<void>
  readonly #listeners = new Set<() => void>()
  #uploads: readonly Upload[] = []
  #lastId = 0

  /** `onUploaded`: awaited after each document that is new, before its upload leaves this list. */
  constructor(client: Client, onUploaded: () => Promise<void>) {
    this.#client = client
    this.#onUploaded = onUploaded
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly uploads = (): readonly Upload[] => this.#uploads

  add(files: Iterable<File>, collectionId: string | null): void {
    const added = [...files].map((file): Upload => {
      return { id: ++this.#lastId, file, collectionId, state: 'waiting', message: '' }
    })
    this.#set([...this.#uploads, ...added])
    this.#startNext()
  }

  retry(id: number): void {
    this.#change(id, 'waiting', '')
    this.#startNext()
  }

  dismiss(ids: readonly number[]): void {
    this.#set(this.#uploads.filter((upload) => !ids.includes(upload.id)))
  }

  #startNext(): void {
    const active = this.#uploads.filter(({ state }) => state === 'uploading').length
    const waiting = this.#uploads.filter(({ state }) => state === 'waiting')
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - active))) {
      this.#change(upload.id, 'uploading', '')
      void this.#send(upload).then(() => this.#startNext())
    }
  }

  async #send({ id, file, collectionId }: Upload): Promise<void> {
    const { data, error } = await this.#client.mutation(UPLOAD_DOCUMENT, { file, collectionId }).toPromise()
    if (error) return this.#change(id, isUnreachable(error) ? 'unreachable' : 'refused', describeError(error))
    if (data?.uploadDocument.duplicate) return this.#change(id, 'duplicate', nameOf(data.uploadDocument.document))
    await this.#onUploaded()
    this.dismiss([id])
  }

  #change(id: number, state: UploadState, message: string): void {
    this.#set(this.#uploads.map((upload) => (upload.id === id ? { ...upload, state, message } : upload)))
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads
    for (const listener of this.#listeners) listener()
  }
}
