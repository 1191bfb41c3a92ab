// How often a stage is tried is its own matter.
import { afterEach, expect, test } from 'vitest'

import { readConfig } from '../core/config.ts'
import { follow } from '../testing/follow.ts'
import { upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'

let service: TestService
afterEach(() => service.close())

async function processWith(attempts: Record<string, string>, faults: number) {
  service = await startTestService({ config: { attempts: readConfig(attempts).attempts } })
  service.provider.behave({ status: 500 }, faults)
  const { document } = await upload(service.address, makeDocument('mill'))
  return follow(service.address, document.id)
}

test('a stage that may be tried once is not tried again', async () => {
  const events = await processWith({ EMBED_ATTEMPTS: '1' }, 1)
  expect(events.filter(({ message }) => message.startsWith('Retrying'))).toEqual([])
  expect(events.at(-1)).toMatchObject({
    stage: 'FAILED',
    error: expect.stringContaining('(after 1 attempt; reprocess'),
    details: { attempt: 1, maxAttempts: 1 },
  })
})

test('a stage that may be tried twice is, whatever the others may', async () => {
  const events = await processWith({ EXTRACT_ATTEMPTS: '1', EMBED_ATTEMPTS: '2' }, 1)
  expect(events.filter(({ message }) => message.startsWith('Retrying (2/2)'))).toHaveLength(1)
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
})

test('faults between batches fail no document that comes further each time', async () => {
  service = await startTestService({ config: { attempts: readConfig({ EMBED_ATTEMPTS: '2' }).attempts } })
  service.provider.behave({ status: 500, every: 2 })
  // Three batches.
  const words = Array.from({ length: 200 }, (_, number) => `mill number ${number}`)
  const { document } = await upload(service.address, makeDocument(...words), PASSAGE_OPTIONS)
  const events = await follow(service.address, document.id)
  expect(events.filter(({ message }) => message.startsWith('Retrying (2/2)'))).toHaveLength(2)
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED', details: { chunks: 200 } })
})
