// Warm children for reading files: started at the first need, at most `children` at work at once. While there may be more
// of them than there are, one is started ahead, so that the next file does not wait the half second that node and pdf.js
// take to start; never more, for starting one costs two thirds of a second of a processor. A child is replaced when it is
// worn or has died.
import { Child, type ChildLimits } from './child-process.ts'
import type { Wear } from './reader-protocol.ts'

export type PoolOptions = {
  /** The module a child runs. */
  entry: URL
  /** At work at once. */
  children: number
  /** A child is replaced after so many files, so that what one of them broke does not last. */
  filesPerChild: number
  /** What each WebAssembly module of a child may take. */
  wasmBytes?: number
  /** How many a child loads before its files, that take so much: it is part of each file's memory. */
  wasmModules?: number
  /** Whether a child loads native code. */
  addons?: boolean
}

/** A child is replaced after so much work; the system ends it at twice as much. */
const CPU_SECONDS = 1_800
/** A child may keep this part of the limit from file to file; it is given on top, so that each file has the whole. */
const KEPT_PART = 1 / 4

/** More than Node's own TypeScript reader takes. */
const LITTLE_WASM_BYTES = 128 * 2 ** 20

/** By entry: the same for every pool of this process. */
const runtimeBytes = new Map<string, Promise<number>>()

export class ChildPool<Event> {
  readonly #options: PoolOptions
  readonly #all = new Set<Child<Event>>()
  readonly #waiting: (() => void)[] = []
  #idle: { child: Child<Event>; memoryBytes: number }[] = []
  #atWork = 0
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Of all living children, at work or idle. */
  get pids(): number[] {
    return [...this.#all].flatMap((child) => child.pid ?? [])
  }

  /** A child for one file, its own until `release`. Only who has a turn may ask. */
  async acquire(memoryBytes: number): Promise<Child<Event>> {
    const child = this.#takeIdle(memoryBytes) ?? (await this.#start(memoryBytes))
    child.idle = false
    await child.ready.catch(async (error: unknown) => {
      await this.#end(child)
      throw error
    })
    child.files++
    if (this.#mayGrow()) await this.#startSpare(memoryBytes)
    return child
  }

  /** Gives a child back; with how worn it is when it has read its file to the end, with null when it must die. */
  async release(child: Child<Event>, wear: Wear | null, memoryBytes: number): Promise<void> {
    if (wear && !this.#closed && !(await this.#isWorn(child, wear, memoryBytes))) this.#keep(child, memoryBytes)
    else await this.#end(child)
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#all].map((child) => this.#end(child)))
  }

  /** The right to one child at work. Waits while there are as many as may be. */
  async takeTurn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.takeFreeTurn()) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => {
      const place = this.#waiting.indexOf(resolve)
      // The turn may have come in this moment: then it is the asker's, who finds out about the abort by itself.
      if (place < 0) return
      this.#waiting.splice(place, 1)
      reject(signal.reason)
    }
    this.#waiting.push(resolve)
    signal.addEventListener('abort', giveUp)
    await promise.finally(() => signal.removeEventListener('abort', giveUp))
  }

  /** Whether there was one that nobody else wants at this moment. */
  takeFreeTurn(): boolean {
    if (this.#atWork >= this.#options.children) return false
    this.#atWork++
    return true
  }

  /** Passes the turn on to who waits longest. */
  endTurn(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#atWork--
  }

  #takeIdle(memoryBytes: number): Child<Event> | undefined {
    // The one that read last, not the spare, which may still be starting.
    const at = this.#idle.findLastIndex((idle) => idle.memoryBytes === memoryBytes && !idle.child.death)
    return at < 0 ? undefined : this.#idle.splice(at, 1)[0]!.child
  }

  #keep(child: Child<Event>, memoryBytes: number): void {
    this.#idle = this.#idle.filter((idle) => !idle.child.death)
    if (this.#idle.length > this.#options.children) return void this.#end(child)
    child.idle = true
    this.#idle.push({ child, memoryBytes })
  }

  #mayGrow(): boolean {
    const { children, filesPerChild } = this.#options
    return filesPerChild > 1 && this.#idle.length === 0 && this.#all.size < children
  }

  async #startSpare(memoryBytes: number): Promise<void> {
    this.#keep(await this.#start(memoryBytes), memoryBytes)
  }

  async #start(memoryBytes: number): Promise<Child<Event>> {
    const runtime = await this.#runtime()
    const { wasmBytes = LITTLE_WASM_BYTES, wasmModules = 0 } = this.#options
    // The modules have taken theirs, as address space, when the runtime was measured.
    const others = Math.max(memoryBytes - wasmModules * wasmBytes, memoryBytes * KEPT_PART)
    const addressSpaceBytes = process.platform === 'linux' ? runtime + others + memoryBytes * KEPT_PART : null
    return this.#spawn({ heapBytes: memoryBytes, addressSpaceBytes, cpuSeconds: 2 * CPU_SECONDS })
  }

  #spawn(limits: Omit<ChildLimits, 'wasmBytes' | 'addons'>): Child<Event> {
    if (this.#closed) throw new Error('The pool of reading processes is closed.')
    const { entry, wasmBytes = LITTLE_WASM_BYTES, addons = false } = this.#options
    const child = new Child<Event>(entry, { ...limits, wasmBytes, addons })
    this.#all.add(child)
    return child
  }

  /** The runtime's own address space counts too, so it is measured, once: it depends on the system and on node. */
  #runtime(): Promise<number> {
    const { href } = this.#options.entry
    const known = runtimeBytes.get(href)
    if (known) return known
    const measured = this.#measureRuntime()
    runtimeBytes.set(href, measured)
    // What failed is tried anew for the next file.
    measured.catch(() => runtimeBytes.delete(href))
    return measured
  }

  async #measureRuntime(): Promise<number> {
    const child = this.#spawn({ heapBytes: 2 ** 30, addressSpaceBytes: null, cpuSeconds: 60 })
    try {
      return (await child.ready).memoryBytes
    } finally {
      await this.#end(child)
    }
  }

  async #isWorn(child: Child<Event>, wear: Wear, memoryBytes: number): Promise<boolean> {
    const kept = wear.memoryBytes - (await this.#runtime())
    return child.files >= this.#options.filesPerChild || kept > memoryBytes * KEPT_PART || wear.cpuSeconds > CPU_SECONDS
  }

  async #end(child: Child<Event>): Promise<void> {
    await child.kill()
    this.#all.delete(child)
  }
}
