// The design that subscriptions replace, as a process of its own: each watcher asks the database every two seconds.
import { setTimeout as wait } from 'node:timers/promises'

import { eventsAfter } from '../../api/progress/read-events.ts'
import { openExistingDatabase } from '../../core/database.ts'
import { createLog } from '../../core/log.ts'
import { answerParent } from '../rig/helper-process.ts'
import { machineMs } from '../rig/machine-clock.ts'
import type { Arrivals } from './subscriber-process.ts'

export type PollerRequest = { databaseUrl: string; documentId: string; watchers: number; ms: number }
export type Polled = Arrivals & { queriesPerSecond: number }

const EVERY_MS = 2_000

answerParent(async ({ databaseUrl, documentId, watchers, ms }: PollerRequest): Promise<Polled> => {
  const database = await openExistingDatabase({ databaseUrl, dataDir: '' }, createLog('warn'))
  const arrivals: Arrivals = { sequences: [], at: [] }
  const begin = performance.now()
  let queries = 0
  // They came one after the other.
  const poll = async (watcher: number) => {
    let cursor = 1
    for (let due = begin + (watcher / watchers) * EVERY_MS; due < begin + ms; due += EVERY_MS) {
      await wait(Math.max(0, due - performance.now()))
      const events = await eventsAfter(database, documentId, cursor)
      queries++
      const at = machineMs()
      for (const { sequence } of events) {
        arrivals.sequences.push(sequence)
        arrivals.at.push(at)
        cursor = sequence
      }
    }
  }
  await Promise.all(Array.from({ length: watchers }, (_, watcher) => poll(watcher)))
  const queriesPerSecond = queries / ((performance.now() - begin) / 1000)
  await database.close()
  return { ...arrivals, queriesPerSecond }
})
