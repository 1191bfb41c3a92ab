// Requests as such: how large, from where, over which transport, and what a client sees of our own errors.
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'

import { ask, refusal, request, type GraphqlAnswer } from '../testing/graphql.ts'
import { recordLog } from '../testing/recorded-log.ts'
import { startTestService, type TestService } from '../testing/service.ts'

const { log, lines } = recordLog()
let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false, log })
  address = service.address
})
afterAll(() => service.close())

const NOBODY = '00000000-0000-4000-8000-00000000dead'

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${address}/graphql`, { method: 'POST', body, headers })
}

const answerOf = async (response: Promise<Response>) => (await (await response).json()) as GraphqlAnswer

test.each([1_000_001, 10_000_000])('a body of %i bytes without a file is refused as too large', async (size) => {
  const body = JSON.stringify({ query: '{ viewer { id } }', variables: { note: 'x'.repeat(size) } })

  const refused = await refusal(answerOf(post(body, { 'content-type': 'application/json' })))

  expect(refused).toEqual({ code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('multipart uploads') })
})

test('a body of almost 1 MB is read', async () => {
  expect(await ask(address, '{ viewer { id } }', { note: 'x'.repeat(990_000) })).toBeDefined()
})

test.each([
  ['JSON that is none', 'application/json', '{"query":', 'BAD_USER_INPUT'],
  ['a multipart body without a boundary', 'multipart/form-data', '{}', 'BAD_USER_INPUT'],
  [
    'variables in a form that are no JSON',
    'application/x-www-form-urlencoded',
    'query={a}&variables=b',
    'BAD_USER_INPUT',
  ],
  ['a body of another type', 'application/xml', '<query/>', 'UNSUPPORTED_MEDIA_TYPE'],
])('%s is refused', async (_what, type, body, code) => {
  expect(await refusal(answerOf(post(body, { 'content-type': type })))).toMatchObject({ code })
})

test('a mutation is not taken from an address', async () => {
  const response = await fetch(`${address}/graphql?query=mutation{deleteDocument(id:"${NOBODY}")}`)

  expect(response.status).toBe(405)
  expect(((await response.json()) as GraphqlAnswer).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
})

function form(): FormData {
  const body = new FormData()
  body.append('operations', JSON.stringify({ query: '{ viewer { id } }' }))
  body.append('map', '{}')
  return body
}

const urlEncoded = () => new URLSearchParams({ query: '{ viewer { id } }' })

test.each(['http://elsewhere.example', 'null', 'no address'])(
  'a form from the origin %s is refused',
  async (origin) => {
    for (const body of [form(), urlEncoded()]) {
      expect(await refusal(answerOf(post(body, { origin })))).toEqual({
        code: 'FORBIDDEN',
        message: expect.stringContaining('graphql-require-preflight'),
      })
    }
  },
)

test('a form from another origin is taken with a header that its browser has asked for, or from this origin', async () => {
  const viewer = { data: { viewer: { id: expect.any(String) } } }

  expect(await answerOf(post(form(), { origin: 'http://elsewhere.example', 'x-requested-with': 'fetch' }))).toEqual(
    viewer,
  )
  expect(await answerOf(post(form(), { origin: address }))).toEqual(viewer)
  expect(await answerOf(post(urlEncoded(), { origin: address }))).toEqual(viewer)
})

test('no other origin is allowed to read answers', async () => {
  const response = await post(JSON.stringify({ query: '{ viewer { id } }' }), {
    'content-type': 'application/json',
    origin: 'http://elsewhere.example',
  })

  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})

/** 'open', or the status that the service has refused the socket with. */
function openSocket(headers: Record<string, string>): Promise<string | number> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode!))
  }).finally(() => socket.terminate()) as Promise<string | number>
}

test('a socket is opened for this origin and for programs, and for no other origin', async () => {
  const origins = [undefined, address, 'http://elsewhere.example', 'null']

  const answers = await Promise.all(origins.map((origin) => openSocket(origin === undefined ? {} : { origin })))

  expect(answers).toEqual(['open', 'open', 401, 401])
})

test('errors over a socket have codes, and do not end its other operations', async () => {
  const client = createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
  })
  const codeOf = (query: string) =>
    new Promise((resolve) =>
      client.subscribe(
        { query },
        {
          next: ({ errors }) => resolve(errors?.[0]?.extensions?.['code'] ?? 'none'),
          error: (errors) => resolve(Array.isArray(errors) ? errors[0].extensions.code : errors),
          complete: () => {},
        },
      ),
    )
  const queries = [
    '{ viewer {',
    '{ viewer { age } }',
    `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: viewer { id }`).join(' ')} }`,
    `subscription { documentProgress(documentId: "${NOBODY}") { sequence } }`,
    'mutation { deleteDocument(id: "5") }',
    '{ viewer { id } }',
  ]

  const codes = await Promise.all(queries.map(codeOf))
  await client.dispose()

  expect(codes).toEqual([
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'QUERY_TOO_COMPLEX',
    'NOT_FOUND',
    'BAD_USER_INPUT',
    'none',
  ])
})

test('an error of ours is masked, and the log has it under the number that the client is given', async () => {
  const { prisma } = service.services.database
  await prisma.$executeRaw`alter table batches rename to mislaid`
  const { errors } = await request(address, `{ batch(id: "${NOBODY}") { id } }`)
  await prisma.$executeRaw`alter table mislaid rename to batches`

  const { message, extensions } = errors![0]!
  expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) })
  expect(message).toBe(`Unexpected error. Report it with the number ${extensions.requestId}.`)
  expect(lines.filter((line) => line['requestId'] === extensions.requestId)).toMatchObject([
    { msg: 'an unexpected error', err: { message: expect.stringContaining('batches') } },
  ])
})
