// The model's workers: processes that are killed and started again, at least one and at most three.
import type { FaultService } from './fault-service.ts'
import type { Random } from '../testing/random.ts'
import type { FaultProcess } from './start-process.ts'

const MOST = 3

export type ModelWorkers = {
  kills: number
  /** Kills one, unless it is the last. */
  killOne(random: Random): Promise<void>
  /** Starts one, unless all run. */
  startOne(): Promise<void>
  startAll(): Promise<void>
}

export function modelWorkers(service: FaultService): ModelWorkers {
  const running: FaultProcess[] = []
  let starting = 0
  const workers: ModelWorkers = {
    kills: 0,
    async killOne(random) {
      if (running.length < 2) return
      const [worker] = running.splice(random.below(running.length), 1)
      workers.kills++
      await worker!.kill()
    },
    async startOne() {
      if (running.length + starting >= MOST) return
      starting++
      try {
        running.push(await service.startWorker())
      } finally {
        starting--
      }
    },
    async startAll() {
      await Promise.all(Array.from({ length: MOST }, () => workers.startOne()))
    },
  }
  return workers
}
