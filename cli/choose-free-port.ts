// A port that can be listened on.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

const HOST = '127.0.0.1'

/** The wanted port where it is free, otherwise any that is. */
export async function chooseFreePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0))!
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer()
  try {
    await once(server.listen(port, HOST), 'listening')
    return (server.address() as AddressInfo).port
  } catch {
    return null
  } finally {
    server.close()
  }
}
