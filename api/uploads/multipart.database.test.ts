// The GraphQL multipart request specification, by hand-made requests: what clients send that are no FormData of ours.
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { countRows } from '../../testing/count-rows.ts'
import { ask, refusal, type GraphqlAnswer } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { largeFile, smallPdf } from '../../testing/small-pdf.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

const UPLOAD = 'mutation ($file: File!) { uploadDocument(file: $file) { document { filename byteSize } } }'
const OPERATIONS = JSON.stringify({ query: UPLOAD, variables: { file: null } })
const MAP = JSON.stringify({ file: ['variables.file'] })

type Fields = { operations?: string | Blob; map?: string | Blob; files?: Record<string, File> }

async function answerTo({ operations, map, files = {} }: Fields): Promise<GraphqlAnswer> {
  const form = new FormData()
  if (operations !== undefined) form.append('operations', operations)
  if (map !== undefined) form.append('map', map)
  for (const [name, file] of Object.entries(files)) form.append(name, file)
  const response = await fetch(`${service.address}/graphql`, { method: 'POST', body: form })
  return (await response.json()) as GraphqlAnswer
}

const fileOf = (content: string, name = 'small.pdf') => new File([smallPdf(content).bytes as BlobPart], name)

test.each(['Zürich – Übersicht.pdf', '文書🙂.pdf', "it's (1).pdf", 'C:\\temp\\letter.pdf', 'a/b/letter.pdf'])(
  'the file name %s arrives, without its folders',
  async (name) => {
    const { data } = await answerTo({ operations: OPERATIONS, map: MAP, files: { file: fileOf(name, name) } })

    expect(data.uploadDocument.document.filename).toBe(name.split(/[\\/]/).at(-1))
  },
)

test('operations and map may be parts with a type and a name of their own, in letters of any script', async () => {
  const asFile = (json: string) => new File([json], 'blob', { type: 'application/json' })
  const query = `mutation ($file: File!, $name: String!) {
    createCollection(name: $name) { name }
    uploadDocument(file: $file) { duplicate }
  }`
  const operations = JSON.stringify({ query, variables: { file: null, name: 'Ärzte 文書' } })

  const { data } = await answerTo({
    operations: asFile(operations),
    map: asFile(MAP),
    files: { file: fileOf('Any script.') },
  })

  expect(data).toEqual({ createCollection: { name: 'Ärzte 文書' }, uploadDocument: { duplicate: false } })
})

test.each<[string, Fields, RegExp]>([
  ['without operations', { map: MAP }, /no field "operations"/],
  ['without a map', { operations: OPERATIONS }, /no field "map"/],
  ['whose operations are no JSON', { operations: '{"query":', map: '{}' }, /"operations" must be a JSON object/],
  ['whose operations are a list', { operations: '[]', map: '{}' }, /"operations" must be a JSON object/],
  ['whose map is no object', { operations: OPERATIONS, map: '"file"' }, /"map" must be a JSON object/],
  ['whose map names no list', { operations: OPERATIONS, map: '{"file":"variables.file"}' }, /as a list/],
  ['whose map names numbers', { operations: OPERATIONS, map: '{"file":[1]}' }, /as a list/],
  [
    'whose map leads nowhere',
    { operations: OPERATIONS, map: '{"file":["variables.document"]}' },
    /variables\.document/,
  ],
  ['whose map leads into the prototype', { operations: OPERATIONS, map: '{"file":["__proto__.x"]}' }, /__proto__/],
])('a request %s is refused with what is wrong', async (_what, fields, message) => {
  const refused = await refusal(answerTo({ ...fields, files: { file: fileOf('Refused.') } }))

  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) })
})

test('a file that the map names but the request lacks is refused', async () => {
  const refused = await refusal(answerTo({ operations: OPERATIONS, map: MAP }))

  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringContaining('part "file", which is missing') })
})

test('operations of more than 1 MB are refused as too large', async () => {
  const operations = JSON.stringify({ query: UPLOAD, variables: { file: null, note: 'x'.repeat(1_100_000) } })

  const refused = await refusal(answerTo({ operations, map: MAP, files: { file: fileOf('Note.') } }))

  expect(refused.code).toBe('PAYLOAD_TOO_LARGE')
})

test('a text in the place of a file is refused, even one that looks like ours', async () => {
  for (const file of ['text', { spooled: true, byteSize: 1, filename: 'x', head: [] }]) {
    const response = await fetch(`${service.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: UPLOAD, variables: { file } }),
    })

    const { code, message } = await refusal((await response.json()) as GraphqlAnswer)

    expect({ code, message }).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringContaining('multipart request') })
  }
})

test('more files than one request may have are refused', async () => {
  const files = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`f${index}`, fileOf('One of many.')]))

  const refused = await refusal(answerTo({ operations: OPERATIONS, map: '{}', files }))

  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringContaining('At most 1000 files') })
  await eventually(() => expect(openUploads()).toEqual([]))
})

/** A request of which the client sends only the beginning; `ends`: whether it says that this is all. */
function cutOff(file: Uint8Array, ends: boolean): Buffer {
  const part = (name: string, value: string) =>
    `--cut\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const body = Buffer.concat([
    Buffer.from(part('operations', OPERATIONS) + part('map', MAP)),
    Buffer.from('--cut\r\ncontent-disposition: form-data; name="file"; filename="cut.pdf"\r\n\r\n'),
    file,
  ])
  const head = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'connection: close',
    'content-type: multipart/form-data; boundary=cut',
    `content-length: ${ends ? body.length : body.length * 2}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

test('a body that ends in the middle of a file is refused, and nothing is kept', async () => {
  const before = await countRows(service.services.database)
  const socket = connect(Number(new URL(service.address).port), '127.0.0.1')
  socket.write(cutOff(largeFile(2_000_000).bytes, true))

  const answer = await text(socket)

  expect(answer).toContain('"code":"BAD_USER_INPUT"')
  expect(answer).toContain('was cut off. Send it again.')
  await eventually(() => expect(openUploads()).toEqual([]))
  expect(await countRows(service.services.database)).toEqual(before)
})

test('a client that goes away in the middle of a file leaves nothing and does no harm', async () => {
  const before = await countRows(service.services.database)
  for (const size of [10, 100_000, 2_000_000]) {
    const socket = connect(Number(new URL(service.address).port), '127.0.0.1')
    await new Promise((resolve) => socket.write(cutOff(largeFile(size).bytes, false), resolve))
    socket.destroy()
  }

  await eventually(() => expect(openUploads()).toEqual([]))
  expect(await ask(service.address, '{ viewer { id } }')).toBeDefined()
  expect(await countRows(service.services.database)).toEqual(before)
})

/** The temporary files that this process, and so the service, has open. Told by Linux only. */
function openUploads(): string[] {
  if (!existsSync('/proc/self/fd')) return []
  return readdirSync('/proc/self/fd')
    .map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`)
      } catch {
        // Closed since it was listed.
        return ''
      }
    })
    .filter((path) => path.includes('docmill-upload'))
}
