// Waits for what a running worker makes of documents.
import { expect } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { ask } from './graphql.ts'

/** Every process of the machine may be busy with other tests. */
const WITHIN_MS = 50_000

/** Resolves once the document's latest job has ended so. */
export async function outcome(address: string, documentId: string, status = 'COMPLETED'): Promise<void> {
  await eventually(async () => {
    const { document } = await ask(address, `{ document(id: "${documentId}") { status } }`)
    expect(document.status).toBe(status)
  }, WITHIN_MS)
}
