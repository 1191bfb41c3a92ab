// Reads one file in a child of the pool and hands its events on, one at a time. What ends a child, or the child's
// patience, becomes an error that a person understands.
import { PermanentError } from '../../core/errors.ts'
import { ChildDeath, ChildTimeout } from './child-death.ts'
import type { Child } from './child-process.ts'
import type { ChildPool } from './child-pool.ts'
import type { FromChild, ReadRequest, Wear } from './reader-protocol.ts'

export type ReadingLimits = { pageTimeoutMs: number; documentTimeoutMs: number; memoryBytes: number }

/** The endings that the child itself tells. */
type End = Extract<FromChild<never>, { kind: 'done' | 'refused' }>

/** What stopped a reading, and is no word of the child about the file. */
export class ReadingFailed extends Error {}

export async function* readInChild<Event>(
  pool: ChildPool<Event>,
  request: ReadRequest,
  limits: ReadingLimits,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  await pool.takeTurn(signal)
  try {
    yield* readInTurn(pool, request, limits, signal)
  } finally {
    pool.endTurn()
  }
}

/** For who has a turn of the pool, and keeps it. */
export async function* readInTurn<Event>(
  pool: ChildPool<Event>,
  request: ReadRequest,
  limits: ReadingLimits,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const child = await pool.acquire(limits.memoryBytes)
  let wear: Wear | null = null
  try {
    const end = yield* converse(child, request, limits, signal)
    wear = end.wear
    if (end.kind === 'refused') throw new PermanentError(end.message)
  } catch (error) {
    throw explain(error, limits)
  } finally {
    await pool.release(child, wear, limits.memoryBytes)
  }
}

async function* converse<Event>(
  child: Child<Event>,
  request: ReadRequest,
  limits: ReadingLimits,
  signal: AbortSignal,
): AsyncGenerator<Event, End> {
  // Only the time spent waiting for the child counts: a slow consumer is no fault of the file.
  let leftMs = limits.documentTimeoutMs
  child.send({ kind: 'read', request })
  for (;;) {
    const began = performance.now()
    const message = await child.receive(Math.min(limits.pageTimeoutMs, leftMs), signal)
    leftMs = Math.max(leftMs - (performance.now() - began), 0)
    switch (message.kind) {
      case 'event':
        yield message.event
        child.send({ kind: 'more' })
        break
      case 'done':
      case 'refused':
        return message
      case 'out-of-memory':
        throw new ChildDeath('The file did not fit into memory.', 'memory')
      case 'failed':
        throw new ReadingFailed(`Reading the file failed: ${message.message}`)
      case 'ready':
      case 'working':
    }
  }
}

function explain(error: unknown, limits: ReadingLimits): unknown {
  if (error instanceof ChildTimeout) {
    return new PermanentError(
      `Reading this file takes too long: more than ${seconds(limits.pageTimeoutMs)} for a page, ` +
        `or ${seconds(limits.documentTimeoutMs)} in all.`,
      { cause: error },
    )
  }
  if (!(error instanceof ChildDeath) || error.by === 'stopped') return error
  return error.by === 'memory'
    ? new PermanentError(`This file needs more memory to read than is allowed (${size(limits.memoryBytes)}).`, {
        cause: error,
      })
    : new PermanentError('The file could not be read: the program that reads it crashed on it.', { cause: error })
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`

const size = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`
