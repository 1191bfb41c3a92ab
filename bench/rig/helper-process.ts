// A process that a measurement has beside its own and asks to do things, so that their work does not delay its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'

export interface HelperProcess<Request extends object> extends AsyncDisposable {
  /** One request at a time; rejects where it takes minutes. */
  ask(request: Request): Promise<unknown>
}

type Reply = { value: unknown } | { problem: string }

const STUCK_AFTER_MS = 120_000

/** `file`: calls `answerParent`. */
export function startHelper<Request extends object>(file: string): HelperProcess<Request> {
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] })
  const ended = once(child, 'exit')
  return {
    async ask(request) {
      child.send(request)
      const [reply] = (await Promise.race([
        once(child, 'message', { signal: AbortSignal.timeout(STUCK_AFTER_MS) }),
        ended.then(() => Promise.reject(new Error(`${file} ended before it answered`))),
      ])) as [Reply]
      if ('problem' in reply) throw new Error(`${file}: ${reply.problem}`)
      return reply.value
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** In the helper. It ends with its parent, or when that needs it no more. */
export function answerParent(answer: (request: never) => Promise<unknown>): void {
  process.on('disconnect', () => process.exit())
  process.on('message', (request) => {
    answer(request as never).then(
      (value) => process.send!({ value } satisfies Reply),
      (error: unknown) => process.send!({ problem: String(error) } satisfies Reply),
    )
  })
}
