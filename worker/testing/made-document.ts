// A document for tests, told apart from its format: every maker of files writes the same one in its own way.

export type MadeBlock = string | { heading: string; level: 1 | 2 | 3 } | { list: string[] } | { table: string[][] }

export type MadeDocument = {
  title?: string
  author?: string
  /** ISO 639-1 */
  language?: string
  /** Slides, sheets or chapters; a format without pages has them one after the other. */
  pages: MadeBlock[][]
}
