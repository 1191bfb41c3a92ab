// One child that reads files: started under limits of the operating system, spoken to by messages, killed at once when
// it must end. It gets an empty environment and, from Node's permission model, may read files and nothing else.
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ChildDeath, ChildTimeout } from './child-death.ts'
import type { FromChild, ToChild, Wear } from './reader-protocol.ts'
import { isOutOfMemory } from './serve-reader.ts'

export type ChildLimits = {
  /** Of the JavaScript heap. */
  heapBytes: number
  /** Of address space, runtime included; null for none. */
  addressSpaceBytes: number | null
  /** Of the whole life: ends a child that spins after its parent was killed. */
  cpuSeconds: number
  /** Of each WebAssembly module; as address space it is taken at once, and so part of what the runtime takes. */
  wasmBytes: number
  /** Native code of packages, which Node's permission model cannot hold. */
  addons: boolean
}

/** Where a limit is not known to the system (macOS has no -v), the child runs without it. No core files of aborts. */
const UNDER_LIMITS =
  'ulimit -c 0; ulimit -t "$1" 2>/dev/null; [ "$2" = none ] || ulimit -v "$2" 2>/dev/null; shift 2; exec "$@"'

export class Child<Event> {
  readonly ready: Promise<Wear>
  /** How it ended: null while it lives. */
  death: ChildDeath | null = null
  files = 0
  readonly #process: ChildProcess
  readonly #inbox: FromChild<Event>[] = []
  #errors = ''
  #killed = false
  #wake: () => void = () => {}

  constructor(entry: URL, limits: ChildLimits) {
    this.#process = spawn('/bin/sh', ['-c', UNDER_LIMITS, 'sh', ...argumentsOf(entry, limits)], {
      cwd: '/',
      // glibc gives each thread 64 MB of address space otherwise, which the document could then not use.
      env: { MALLOC_ARENA_MAX: '2', PDF2JSON_DISABLE_LOGS: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    this.#process.on('message', (message) => this.#receive(message as FromChild<Event>))
    this.#process.stderr?.on('data', (data: Buffer) => (this.#errors = (this.#errors + data.toString()).slice(-8_000)))
    this.#process.once('error', (error) => this.#end(new ChildDeath(error.message, 'stopped')))
    this.#process.once('close', (code, signal) => this.#end(this.#deathBy(code, signal)))
    this.ready = this.#becomeReady()
    // Who waits for it sees the rejection; a spare that nobody waits for must not end the whole process.
    this.ready.catch(() => {})
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Lets the process end although this child is there, idle. */
  set idle(idle: boolean) {
    for (const handle of [this.#process, this.#process.channel, this.#process.stderr as unknown as Handle]) {
      if (idle) handle?.unref()
      else handle?.ref()
    }
  }

  send(message: ToChild): void {
    // A child that has just died is found out by the next receive().
    this.#process.send(message, () => {})
  }

  /**
   * The next message.
   * @throws ChildDeath, ChildTimeout, or the signal's reason
   */
  async receive(timeoutMs: number, signal?: AbortSignal): Promise<FromChild<Event>> {
    const timeout = Promise.withResolvers<never>()
    const timer = setTimeout(() => timeout.reject(new ChildTimeout()), timeoutMs)
    timeout.promise.catch(() => {})
    const abort = () => timeout.reject(signal?.reason)
    signal?.addEventListener('abort', abort)
    try {
      for (;;) {
        signal?.throwIfAborted()
        const message = this.#inbox.shift()
        if (message) return message
        if (this.death) throw this.death
        const { promise, resolve } = Promise.withResolvers<void>()
        this.#wake = resolve
        await Promise.race([promise, timeout.promise])
      }
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  async kill(): Promise<void> {
    this.#killed = true
    this.idle = false
    this.#process.kill('SIGKILL')
    while (!this.death) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#process.once('close', () => resolve())
      this.#process.once('error', () => resolve())
      await promise
    }
  }

  async #becomeReady(): Promise<Wear> {
    const message = await this.receive(60_000)
    if (message.kind !== 'ready') throw new Error(`The reading process began with '${message.kind}'.`)
    return message.wear
  }

  #receive(message: FromChild<Event>): void {
    this.#inbox.push(message)
    this.#wake()
  }

  #end(death: ChildDeath): void {
    this.death ??= death
    this.#wake()
  }

  #deathBy(code: number | null, signal: NodeJS.Signals | null): ChildDeath {
    const message = `The reading process ended by ${signal ?? `exit code ${code}`}: ${this.#errors}`
    return new ChildDeath(message, this.#causeOf(signal))
  }

  #causeOf(signal: NodeJS.Signals | null): ChildDeath['by'] {
    if (this.#killed || STOPPING.has(signal)) return 'stopped'
    // Somebody else's SIGKILL is the system's own answer to memory used up.
    return signal === 'SIGKILL' || isOutOfMemory(this.#errors) ? 'memory' : 'crash'
  }
}

/** A service that is stopped may have these sent to all its processes: that says nothing about the file. */
const STOPPING: ReadonlySet<unknown> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP'])

const WASM_PAGE_BYTES = 65_536

type Handle = { ref(): void; unref(): void } | null

function argumentsOf(entry: URL, limits: ChildLimits): string[] {
  const addressSpace = limits.addressSpaceBytes === null ? 'none' : String(Math.floor(limits.addressSpaceBytes / 1024))
  return [
    String(Math.ceil(limits.cpuSeconds)),
    addressSpace,
    process.execPath,
    `--max-old-space-size=${Math.floor(limits.heapBytes / 1024 ** 2)}`,
    // WebAssembly (node's own TypeScript reader is some) reserves 4 GB of address space for growth, and 8 GB to catch
    // traps. Held to 128 MB, which that does not use up, the runtime takes 1.3 GB.
    `--wasm-max-mem-pages=${limits.wasmBytes / WASM_PAGE_BYTES}`,
    '--disable-wasm-trap-handler',
    '--permission',
    '--allow-fs-read=*',
    ...(limits.addons ? ['--allow-addons'] : []),
    fileURLToPath(entry),
  ]
}
