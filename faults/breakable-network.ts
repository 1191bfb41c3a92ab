// The network between a process and its PostgreSQL, which a test can break: a proxy on a port of its own.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Network = {
  /** The database's address through this network. */
  url: string
  /** From now on nothing passes, and nobody is told. */
  cut(): void
  /** All that was sent meanwhile arrives, late. */
  heal(): void
  /** New connections work again; those from before the cut are closed, or stay silent for ever. */
  healForNew(old: 'closed' | 'silent'): void
  close(): Promise<void>
}

export async function openNetwork(databaseUrl: string): Promise<Network> {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let passing = true

  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port || 5432) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => to.write(data))
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        // Where nothing passes, the end does not either.
        if (passing) to.destroy()
      })
      if (!passing) from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut() {
      passing = false
      for (const socket of sockets) socket.pause()
    },
    heal() {
      passing = true
      for (const socket of sockets) socket.resume()
    },
    healForNew(old) {
      passing = true
      if (old === 'closed') for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
