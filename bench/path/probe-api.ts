// Asks the api the same small question again and again.
import { setTimeout as wait } from 'node:timers/promises'

import { openHttpClient } from '../rig/http-client.ts'

const QUESTION = Buffer.from(JSON.stringify({ query: '{ viewer { id } }' }))
const PAUSE_MS = 5

/** Gives the milliseconds each answer took, until the signal aborts. */
export async function probeApi(address: string, signal: AbortSignal): Promise<number[]> {
  using client = openHttpClient(address)
  const times: number[] = []
  while (!signal.aborted) {
    const { ms, answer } = await client.post(QUESTION, 'application/json')
    if (!answer.includes('"viewer"')) throw new Error(`the api answered: ${answer}`)
    times.push(ms)
    await wait(PAUSE_MS)
  }
  return times
}
