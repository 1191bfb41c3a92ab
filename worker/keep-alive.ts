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
  const timer = setInterval(() => {
    queue.heartbeat(job).then(
      (ours) => {
        if (!ours) controller.abort(new Error('the job was taken from this worker'))
      },
      // A heartbeat that cannot be sent says nothing about whose the job is.
      (error: unknown) => log.warn({ err: error }, 'a heartbeat could not be sent'),
    )
  }, HEARTBEAT_EVERY_MS)
  return { lost: controller.signal, release: () => clearInterval(timer) }
}
