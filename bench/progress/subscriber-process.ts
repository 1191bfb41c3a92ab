// Subscribers of documents' progress over graphql-ws, as a process of their own: it notes when each message came.
import { openGraphqlSocket, type GraphqlSocket } from '../../testing/graphql-socket.ts'
import { answerParent } from '../rig/helper-process.ts'
import { machineMs } from '../rig/machine-clock.ts'

export type SubscriberRequest =
  /** Shares the subscriptions out evenly, over the documents and over the sockets. */
  | { ask: 'subscribe'; address: string; documentIds: string[]; subscriptions: number; sockets: number }
  /** The messages of all, once each has come as far as `last`. */
  | { ask: 'arrivals'; last: number }
  /** How many messages came. */
  | { ask: 'leave' }

/** By the machine's clock; one entry for each message. */
export type Arrivals = { sequences: number[]; at: number[] }

/** What the page asks for. */
const PROGRESS = `subscription ($id: ID!) {
  documentProgress(documentId: $id) { sequence jobId stage progress message error }
}`

let sockets: GraphqlSocket[] = []
let last: number[] = []
let arrivals: Arrivals = { sequences: [], at: [] }
let onMessage = () => {}
let problem: string | null = null

answerParent(async (request: SubscriberRequest) => {
  if (request.ask === 'subscribe') return subscribeAll(request)
  if (request.ask === 'arrivals') {
    await until(() => last.every((sequence) => sequence >= request.last))
    return arrivals
  }
  for (const socket of sockets) socket.cut()
  return arrivals.at.length
})

async function subscribeAll(request: Extract<SubscriberRequest, { ask: 'subscribe' }>): Promise<void> {
  sockets = await Promise.all(Array.from({ length: request.sockets }, () => openGraphqlSocket(request.address)))
  last = Array.from({ length: request.subscriptions }, () => 0)
  arrivals = { sequences: [], at: [] }
  for (const index of last.keys()) subscribe(index, request.documentIds[index % request.documentIds.length]!)
  // Each begins with the document's latest event.
  await until(() => last.every((sequence) => sequence > 0))
}

function subscribe(index: number, id: string): void {
  const failed = (errors: unknown) => {
    problem = JSON.stringify(errors)
    onMessage()
  }
  sockets[index % sockets.length]!.subscribe(
    PROGRESS,
    { id },
    {
      next({ data, errors }) {
        const at = machineMs()
        if (errors) return failed(errors)
        const { sequence } = data.documentProgress as { sequence: number }
        if (last[index] !== 0 && sequence !== last[index]! + 1) problem = `${sequence} came after ${last[index]}`
        last[index] = sequence
        arrivals.sequences.push(sequence)
        arrivals.at.push(at)
        onMessage()
      },
      complete() {},
      failed,
    },
  )
}

/** Looks at most a few times a second: that costs nothing while messages come by the thousand. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let looking: NodeJS.Timeout | null = null
    const look = () => {
      looking = null
      if (problem) reject(new Error(problem))
      else if (holds()) resolve()
      else return
      onMessage = () => {}
    }
    onMessage = () => (looking ??= setTimeout(look, 200))
    look()
  })
}
