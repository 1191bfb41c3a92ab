import { afterEach, beforeEach, expect, test } from 'vitest'

import { startStandInSocketServer, type StandInSocketServer } from '../../testing/stand-in-socket-server.ts'
import { connectService } from '../connection/service.ts'
import type { Stage } from '../generated/graphql.ts'
import { followDocument, type DocumentProgress } from './follow-document.ts'

let server: StandInSocketServer
let stop = () => {}

beforeEach(async () => {
  server = await startStandInSocketServer()
})
afterEach(async () => {
  stop()
  await server.close()
})

test('after a drop it goes on after the last event it has seen', async () => {
  const { told, states } = follow()
  const first = await server.nextSubscriber()
  expect(first.variables).toEqual({ documentId: 'd', after: null })
  first.next(event(4, 0.2))
  await told(1)
  first.drop()
  const second = await server.nextSubscriber()
  expect(second.variables).toEqual({ documentId: 'd', after: 4 })
  second.next(event(5, 0.3))
  expect((await told(2)).map(({ sequence }) => sequence)).toEqual([4, 5])
  expect(states).toEqual(['live', 'reconnecting', 'live'])
})

test('it begins after the event that its caller knows', async () => {
  follow(7)
  expect((await server.nextSubscriber()).variables).toEqual({ documentId: 'd', after: 7 })
})

test('an event that comes twice, or late, is told once', async () => {
  const { told } = follow()
  const subscriber = await server.nextSubscriber()
  for (const sequence of [1, 2, 2, 1, 3]) subscriber.next(event(sequence, sequence / 10))
  expect((await told(3)).map(({ sequence }) => sequence)).toEqual([1, 2, 3])
})

test('the bar of a run never goes back; that of a new run begins anew', async () => {
  const { told } = follow()
  const subscriber = await server.nextSubscriber()
  subscriber.next(event(1, 0.5))
  subscriber.next(event(2, 0.3))
  subscriber.next({ data: { documentProgress: { ...progress(3, 0.1), jobId: 'next run' } } })
  expect((await told(3)).map((each) => each.progress)).toEqual([0.5, 0.5, 0.1])
})

test('it ends when the service completes it after a final event', async () => {
  const { told, ended } = follow()
  const subscriber = await server.nextSubscriber()
  subscriber.next(event(1, 1, 'COMPLETED'))
  subscriber.complete()
  await ended
  expect(await told(1)).toHaveLength(1)
})

test('a service that completes it before the end, as when it shuts down, is asked again', async () => {
  const { told } = follow()
  const first = await server.nextSubscriber()
  first.next(event(1, 0.5))
  await told(1)
  first.complete()
  expect((await server.nextSubscriber()).variables).toEqual({ documentId: 'd', after: 1 })
})

test('a closed connection is made anew, whatever its code', async () => {
  follow()
  for (const code of [1000, 1001, 1011, 4400, 4500]) (await server.nextSubscriber()).closeSocket(code)
  await server.nextSubscriber()
})

test('a refusal ends it, with the reason', async () => {
  const { ended, refusals } = follow()
  ;(await server.nextSubscriber()).next(error('NOT_FOUND', 'There is no document d.'))
  await ended
  expect(refusals).toEqual(['There is no document d.'])
})

test('an error of the service is not the end', async () => {
  const { told } = follow()
  ;(await server.nextSubscriber()).next(error('INTERNAL_SERVER_ERROR', 'Unexpected error.'))
  ;(await server.nextSubscriber()).next(event(1, 0.1))
  await told(1)
})

function follow(after?: number) {
  const events: DocumentProgress[] = []
  const states: string[] = []
  const refusals: string[] = []
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  let wake = () => {}
  stop = followDocument(connectService(server.address), 'd', {
    after,
    onProgress(each) {
      events.push(each)
      wake()
    },
    onState(state) {
      states.push(state)
      if (state === 'ended') end()
    },
    onRefused: (reason) => refusals.push(...reason.graphQLErrors.map(({ message }) => message)),
  })
  const told = async (count: number) => {
    while (events.length < count) await new Promise<void>((resolve) => (wake = resolve))
    return events
  }
  return { told, states, ended, refusals }
}

function progress(sequence: number, done: number, stage: Stage = 'EXTRACTING'): DocumentProgress {
  return { sequence, jobId: 'run', stage, progress: done, message: '', details: {}, error: null }
}

const event = (...given: Parameters<typeof progress>) => ({ data: { documentProgress: progress(...given) } })
const error = (code: string, message: string) => ({ data: null, errors: [{ message, extensions: { code } }] })
