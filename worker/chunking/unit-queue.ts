import type { Unit } from './unit.ts'

/** Units in order, of which some may be put back, or put finer in the place of one taken. Reads no further than asked. */
export class UnitQueue {
  /** The last is read first. */
  readonly #sources: Iterator<Unit>[]

  constructor(units: Iterator<Unit>) {
    this.#sources = [units]
  }

  /** The next unit; undefined when there is none left. */
  take(): Unit | undefined {
    for (let source = this.#sources.at(-1); source; source = this.#sources.at(-1)) {
      const { done, value } = source.next()
      if (!done) return value
      this.#sources.pop()
    }
    return undefined
  }

  putBack(units: Iterable<Unit>): void {
    this.#sources.push(units[Symbol.iterator]())
  }
}
