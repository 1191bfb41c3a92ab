// What the events of a running document say, and how many there are.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { follow } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import type { Extractor } from './extractor.ts'
import { createRatesByOptions } from './rates.ts'
import { runStage } from './run-stage.ts'
import { makeDocument } from './testing/make-document.ts'
import { NEVER } from './testing/never-shut-down.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.close())

const secondsLeft = ({ details }: { details: Record<string, unknown> }) => details['secondsLeft']

test('once a document was processed, the next one tells how long it still takes, from its pages on to its end', async () => {
  const first = await upload(service.address, makeDocument('first', 'page two', 'page three'))
  const events = await follow(service.address, first.document.id)
  expect(events.map(secondsLeft)).toEqual(events.map(() => undefined))
  const second = await upload(service.address, makeDocument('second', 'page two', 'page three'))
  const told = await follow(service.address, second.document.id)
  const pageRead = told.findIndex(({ details }) => details['pages'] === 3)
  expect(pageRead).toBeGreaterThan(0)
  expect(told.slice(0, pageRead).map(secondsLeft)).toEqual(told.slice(0, pageRead).map(() => undefined))
  expect(told.slice(pageRead, -1).map(secondsLeft)).toEqual(told.slice(pageRead, -1).map(() => expect.any(Number)))
  expect(secondsLeft(told.at(-1)!)).toBeUndefined()
})

test('of a thousand pages, at most ten a second are told, and the first and the last', async () => {
  const own = await startTestService({ worker: false })
  const { document } = await upload(own.address, makeDocument('much to tell'))
  const text = [{ text: 'text', level: 0, fontSize: 1, lines: [] }]
  const pages = 1_000
  // Reads until a second and more has gone by, so that a limit is reached, whatever else the machine does.
  const extractor: Extractor = {
    mediaTypes: ['application/pdf'],
    async *extract() {
      yield { kind: 'description', pageCount: pages, title: null, metadata: {} }
      const end = performance.now() + 1_500
      for (let number = 1; number <= pages; number++) {
        yield { kind: 'page', page: { number, width: 1, height: 1, blocks: text } }
        while (number === pages / 2 && performance.now() < end) {
          yield { kind: 'description', pageCount: pages, title: null, metadata: {} }
        }
      }
    },
    close: async () => {},
  }
  const tools = { ...own.services, extractors: [extractor], rates: createRatesByOptions(), config: own.config }
  await runStage(tools, (await own.services.queue.take('extract'))!, NEVER)
  const query = `{ document(id: "${document.id}") { job { events { message createdAt } } } }`
  const { events } = (await ask(own.address, query)).document.job
  const messages: string[] = events.map(({ message }: { message: string }) => message)
  expect(messages).toContain('Opening the file')
  expect(messages.at(-1)).toBe('Read 1,000 pages')
  const times: number[] = events
    .filter(({ message }: { message: string }) => /^Read page|^Reading/.test(message))
    .map(({ createdAt }: { createdAt: string }) => Date.parse(createdAt))
  expect(times.length).toBeGreaterThan(5)
  for (const from of times) expect(times.filter((time) => time >= from && time < from + 1_000).length).toBeLessThan(11)
  await own.close()
})
