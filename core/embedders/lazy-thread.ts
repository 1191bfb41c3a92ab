// A worker thread that starts at its first call, never keeps the process alive while it has nothing to do, and is
// started anew after a crash. The thread answers each `ThreadCall` by one `ThreadReply` with the same id.
import { Worker } from 'node:worker_threads'

export type ThreadCall<Request> = { readonly id: number; readonly request: Request } | { readonly cancelled: number }

export type ThreadReply<Result> =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly error: unknown }

interface Pending<Result> {
  resolve(result: Result): void
  reject(error: unknown): void
}

/** One start of the thread, with the calls that end with it. */
interface Life<Result> {
  readonly worker: Worker
  readonly pending: Map<number, Pending<Result>>
}

export class LazyThread<Request, Result> {
  readonly #file: URL
  readonly #workerData: unknown
  #life: Life<Result> | null = null
  #lastId = 0
  #closed = false

  constructor(file: URL, workerData: unknown) {
    this.#file = file
    this.#workerData = workerData
  }

  /** Rejects with the signal's reason as soon as it aborts; the thread drops the call at its next pause. */
  async call(request: Request, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    if (this.#closed) throw new Error('The thread was closed')
    const { worker, pending } = (this.#life ??= this.#start())
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const cancel = () => {
      worker.postMessage({ cancelled: id } satisfies ThreadCall<Request>)
      reject(signal.reason)
    }
    signal.addEventListener('abort', cancel, { once: true })
    pending.set(id, { resolve, reject })
    worker.ref()
    try {
      worker.postMessage({ id, request } satisfies ThreadCall<Request>)
      return await promise
    } finally {
      signal.removeEventListener('abort', cancel)
      pending.delete(id)
      if (pending.size === 0) worker.unref()
    }
  }

  /** Ends the thread; what it held is rejected. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#life?.worker.terminate()
  }

  #start(): Life<Result> {
    // The process's own flags are not inherited: --eval and --input-type would keep the file from being run.
    const worker = new Worker(this.#file, { workerData: this.#workerData, execArgv: [] })
    const life: Life<Result> = { worker, pending: new Map() }
    const end = (error: unknown) => {
      if (this.#life === life) this.#life = null
      for (const { reject } of life.pending.values()) reject(error)
    }
    worker.on('message', (reply: ThreadReply<Result>) => {
      const call = life.pending.get(reply.id)
      if ('error' in reply) call?.reject(reply.error)
      else call?.resolve(reply.result)
    })
    worker.on('error', end)
    worker.on('exit', (code) => end(new Error(`The thread ended with code ${code} before it answered`)))
    return life
  }
}
