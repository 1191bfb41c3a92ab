import { countPiece, LONGEST_PIECE, PIECE } from './count-piece.ts'

const REMEMBERED_PIECES = 50_000
// A character has three bytes at most (a surrogate pair, which is two, has four), and a token has one at least.
const MOST_TOKENS_IN_CHARACTER = 3

/**
 * Tells how many tokens any part of a text has, without counting the same text twice. It cuts the text into the
 * tokenizer's pieces once, as far as it is asked, and keeps a running total at each border. A piece depends only on what
 * stands right of its start, so a part that begins between two borders soon falls in step with them.
 */
export class TokenRuler {
  readonly #text: string
  readonly #borders = [0]
  readonly #totals = [0]
  readonly #remembered = new Map<string, number>()

  constructor(text: string) {
    this.#text = text
  }

  /** The tokens of `text.slice(start, end)` on its own. The character before `end` must not be white space. */
  count(start: number, end: number): number {
    const { tokens, counted } = this.#countWholePieces(start, end)
    return tokens + this.#countAlone(counted, end)
  }

  /** Whether `count(start, end)` is no more than `limit`: quicker, above all where a text is far too large. */
  fits(start: number, end: number, limit: number): boolean {
    if (end - start > limit * LONGEST_PIECE) return false
    const { tokens, counted } = this.#countWholePieces(start, end)
    if (tokens + (end - counted) * MOST_TOKENS_IN_CHARACTER <= limit) return true
    if (tokens >= limit && counted < end) return false
    return tokens + this.#countAlone(counted, end) <= limit
  }

  /** The tokens of the pieces that end at `end` or before it, and where the last of them ends. */
  #countWholePieces(start: number, end: number): { tokens: number; counted: number } {
    this.#measureTo(end)
    let tokens = 0
    let counted = start
    while (!this.#isBorder(counted)) {
      const next = this.#pieceEnd(this.#text, counted)
      if (next > end) return { tokens, counted }
      tokens += this.#countPiece(this.#text.slice(counted, next))
      counted = next
    }
    const first = this.#lastBorderAt(counted)
    const last = this.#lastBorderAt(end)
    return { tokens: tokens + this.#totals[last]! - this.#totals[first]!, counted: this.#borders[last]! }
  }

  #measureTo(end: number): void {
    for (let position = this.#borders.at(-1)!; position < end;) {
      const next = this.#pieceEnd(this.#text, position)
      this.#totals.push(this.#totals.at(-1)! + this.#countPiece(this.#text.slice(position, next)))
      this.#borders.push(next)
      position = next
    }
  }

  /** For the piece that `end` cuts: it may fall into other pieces than it did whole. */
  #countAlone(start: number, end: number): number {
    const text = this.#text.slice(start, end)
    let tokens = 0
    for (let position = 0; position < text.length;) {
      const next = this.#pieceEnd(text, position)
      tokens += this.#countPiece(text.slice(position, next))
      position = next
    }
    return tokens
  }

  #pieceEnd(text: string, start: number): number {
    PIECE.lastIndex = start
    if (!PIECE.test(text)) throw new Error(`No piece of text begins at ${start}`)
    return PIECE.lastIndex
  }

  #countPiece(piece: string): number {
    const known = this.#remembered.get(piece)
    if (known !== undefined) return known
    const tokens = countPiece(piece)
    if (this.#remembered.size === REMEMBERED_PIECES) this.#remembered.clear()
    this.#remembered.set(piece, tokens)
    return tokens
  }

  #isBorder(position: number): boolean {
    return this.#borders[this.#lastBorderAt(position)] === position
  }

  /** The index of the last border at `position` or before it. */
  #lastBorderAt(position: number): number {
    let low = 0
    let high = this.#borders.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#borders[middle]! <= position) low = middle
      else high = middle - 1
    }
    return low
  }
}
