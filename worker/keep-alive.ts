// Tells the queue again and again that a job's worker lives, while the job runs.
import type { Log } from '../core/log.ts'
import { HEARTBEAT_EVERY_MS, type Queue, type TakenJob } from '../core/queue.ts'

export interface Claim {
  /** Aborts when the job turns out to be somebody else's. */
  readonly lost: AbortSignal
  release(): void
}

export function keepAlive(queue: Pick<Queue, 'heartbeat'>, job: TakenJob, log: Log): Claim {
  const controller = new AbortController()
  let beating = false
  const beat = async () => {
    // One that waits for a connection, or for a lock, must not keep those of other jobs waiting behind more of its kind.
    if (beating) return
    beating = true
    try {
      if (!(await queue.heartbeat(job))) controller.abort(new Error('the job was taken from this worker'))
    } catch (error) {
      // A heartbeat that cannot be sent says nothing about whose the job is.
      log.warn({ err: error }, 'a heartbeat could not be sent')
    } finally {
      beating = false
    }
  }
  const timer = setInterval(() => void beat(), HEARTBEAT_EVERY_MS)
  return { lost: controller.signal, release: () => clearInterval(timer) }
}
