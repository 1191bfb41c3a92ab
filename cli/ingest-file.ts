// One file from the disk to searchable, shown while it happens.
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'

import type { ProgressDisplay } from './progress-display.ts'
import { askWithFile, ConnectionError, RefusalError } from './service-client.ts'
import { watchDocument, type ProgressEvent } from './watch-document.ts'

export type IngestTarget = { address: string; collectionId: string | null; display: ProgressDisplay }

export type Outcome = 'searchable' | 'duplicate' | 'failed'

type Uploaded = { duplicate: boolean; document: { id: string; status: string; error: string | null } }

const UPLOAD = `mutation ($file: File!, $collectionId: ID) {
  uploadDocument(file: $file, collectionId: $collectionId) { duplicate document { id status error } }
}`

/** Never throws: what is wrong with a file is shown, and the others go on. `key`: the file's own in the display. */
export async function ingestFile(target: IngestTarget, key: number, path: string): Promise<Outcome> {
  const { display } = target
  const name = basename(path)
  try {
    display.show(key, name, { stage: 'UPLOADING', progress: 0, message: 'Sending the file' })
    const { duplicate, document } = await upload(target, path, name)
    if (duplicate && document.status === 'COMPLETED') {
      display.end(key, `${name}: was uploaded before and is searchable; nothing to do`)
      return 'duplicate'
    }
    const last = await follow(target, key, name, document.id)
    if (last.stage !== 'COMPLETED') throw new RefusalError({ message: last.error ?? last.message })
    display.end(key, `${name}: ${last.message}${duplicate ? ' (was uploaded before)' : ''}`)
    return duplicate ? 'duplicate' : 'searchable'
  } catch (error) {
    display.end(key, `${name}: FAILED: ${explain(error)}`)
    return 'failed'
  }
}

async function upload({ address, collectionId }: IngestTarget, path: string, name: string): Promise<Uploaded> {
  const found = await stat(path)
  if (found.isDirectory()) throw new RefusalError({ message: `${path} is a folder; name its files, as ${path}/*` })
  const file = { blob: await openAsBlob(path), name }
  return (await askWithFile<{ uploadDocument: Uploaded }>(address, UPLOAD, { collectionId }, file)).uploadDocument
}

/** Gives the last event. */
async function follow(
  { address, display }: IngestTarget,
  key: number,
  name: string,
  documentId: string,
): Promise<ProgressEvent> {
  let last: ProgressEvent | null = null
  const onDrop = () =>
    display.show(key, name, {
      stage: last?.stage ?? 'QUEUED',
      progress: last?.progress ?? 0,
      message: 'The connection was lost; trying again',
    })
  for await (const event of watchDocument(address, documentId, onDrop)) {
    last = event
    display.show(key, name, event)
  }
  if (!last) throw new RefusalError({ message: 'the document was deleted before it was done' })
  return last
}

function explain(error: unknown): string {
  if (error instanceof RefusalError || error instanceof ConnectionError) return error.message
  const { code, path, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `there is no file ${path}`
  if (code === 'EACCES') return `the file ${path} cannot be read: permission denied`
  return message
}
