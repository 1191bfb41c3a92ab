import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { startTestService, type TestService } from '../testing/service.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

/** As it stands: fetch would mend the path and set the Host itself. */
function get(path: string, host = 'localhost'): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.address)
    httpRequest({ hostname, port, path, headers: { host } }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
      .on('error', reject)
      .end()
  })
}

test.each(['//', '/%', '/../../package.json', '/%2e%2e/package.json', '/files/', '/nothing'])(
  'the path %s is refused, and the service goes on',
  async (path) => {
    expect((await get(path)).status).toBeGreaterThanOrEqual(400)
    expect((await get('/healthz')).body).toBe('ok\n')
  },
)

test('a name that is not this machine is not served: its page would be of the same origin', async () => {
  expect(await get('/graphql?query={viewer{id}}', 'rebound.example:4000')).toMatchObject({ status: 421 })
  expect(await get('/graphql?query={viewer{id}}', '127.0.0.1:4000')).toMatchObject({ status: 200 })
})

test('health, readiness and metrics answer', async () => {
  expect(await get('/healthz')).toEqual({ status: 200, body: 'ok\n' })
  expect(await get('/readyz')).toEqual({ status: 200, body: 'ready\n' })
  expect((await get('/metrics')).body).toContain('process_cpu_user_seconds_total')
})
