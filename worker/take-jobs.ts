// Keeps every slot of this process busy: a slot takes the next job, has it run, and takes the next. It sleeps only
// while all queues are empty. (pg-boss's own work() would sleep out its polling interval after each short job.)
import type { Log } from '../core/log.ts'
import { FINISH_FIRST, type Queue, type TakenJob } from '../core/queue.ts'

/** The backstop for a missed notification and for jobs whose delay is over. */
const LOOK_AGAIN_MS = 1_000
/** After a fault, so that a database that is away is not asked without pause. */
const FAULT_PAUSE_MS = 1_000

export interface JobTaker {
  /** There may be a job. */
  wake(): void
  /** Takes no more jobs; resolves when those under way have ended. */
  stop(): Promise<void>
}

/** `slots`: how many jobs run at once. `run` never throws. */
export function takeJobs(
  queue: Pick<Queue, 'take'>,
  slots: number,
  run: (job: TakenJob) => Promise<void>,
  log: Log,
): JobTaker {
  const sleeping: (() => void)[] = []
  let woken = false
  let stopping = false

  // One is enough: a slot that finds a job wakes the next one before it starts.
  const wake = () => {
    const resume = sleeping.pop()
    if (resume) resume()
    else woken = true
  }

  const sleep = () => {
    if (woken || stopping) {
      woken = false
      return Promise.resolve()
    }
    return new Promise<void>((resolve) => sleeping.push(resolve))
  }

  const work = async () => {
    while (!stopping) {
      const job = await takeNext(queue, () => stopping, log)
      if (!job) await sleep()
      else {
        wake()
        await run(job)
      }
    }
  }

  const timer = setInterval(wake, LOOK_AGAIN_MS)
  const working = Promise.all(Array.from({ length: slots }, work))
  return {
    wake,
    async stop() {
      stopping = true
      clearInterval(timer)
      for (const resume of sleeping.splice(0)) resume()
      await working
    },
  }
}

async function takeNext(queue: Pick<Queue, 'take'>, isStopping: () => boolean, log: Log): Promise<TakenJob | null> {
  try {
    for (const name of FINISH_FIRST) {
      if (isStopping()) return null
      const job = await queue.take(name)
      if (job) return job
    }
  } catch (error) {
    log.warn({ err: error }, 'the queues cannot be read; trying again')
    await new Promise((resolve) => setTimeout(resolve, FAULT_PAUSE_MS))
  }
  return null
}
