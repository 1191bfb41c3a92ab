// The contract of everything that reads a file: one extractor a format, in `extractors/`. The extract stage calls
// it; the chunk stage works on the pages it gave.

/** A box in fractions of the page's width and height; the origin is the top left corner. */
export type Box = { x: number; y: number; width: number; height: number }

/** A run of text that belongs together: a paragraph, a heading, a table row. */
export type Block = {
  text: string
  /** 1 to 6 for a heading of that level, 0 for all other text. */
  level: number
  /** In points. */
  fontSize: number
  /** The lines the text was set in: where each begins in `text`, and where it stands on the page. */
  lines: { start: number; box: Box }[]
  /** A header or footer that many pages repeat, or a page's number: on the page, but in no passage. */
  running?: boolean
}

/** One page, its blocks in reading order. Width and height are in points. */
/** `isPicture`: it has little text of its own, and a picture covers it. */
export type Page = { number: number; width: number; height: number; blocks: Block[]; isPicture?: boolean }

/** What a file says of itself. `pageCount` is known before the first page is read. */
export type FileDescription = {
  pageCount: number
  title: string | null
  /** author, producer, created, language, outline, …: only what the file really has. */
  metadata: Record<string, unknown>
}

/** What became of a page that had no usable text: how sure its reading is, of 100, or why there is none. */
export type OcrOutcome = { confidence: number } | { failure: string }

export type ExtractionEvent =
  | ({ kind: 'description' } & FileDescription)
  | { kind: 'page'; page: Page; ocr?: OcrOutcome }

export type ExtractionLimits = {
  pages: number
  /** Of one document, all pages together. */
  characters: number
  pageTimeoutMs: number
  documentTimeoutMs: number
  /** Memory the child process may take beyond what its runtime needs. */
  memoryBytes: number
}

/** A file on disk; `mediaType` is one of the extractor's. */
export type SourceFile = { path: string; mediaType: string }

/** What was read of one page by OCR; `version` names the reader. */
export type OcrPage = { number: number; version: string; confidence: number; blocks: Block[] }

/** Keeps what OCR has read of a file, so that no page is read twice. */
export interface OcrMemory {
  recall(number: number, version: string): Promise<OcrPage | null>
  keep(page: OcrPage): Promise<void>
}

/** Where a file is read once and never again. */
export const NO_MEMORY: OcrMemory = { recall: async () => null, keep: async () => {} }

export interface Extractor {
  readonly mediaTypes: readonly string[]
  /**
   * Reads a file: its description first, then every page in order. Where more is known of the file at the end, a fuller
   * description comes last, in place of the first.
   *
   * @throws PermanentError where this file can never be read (not of this format, encrypted, over a limit), with a
   *   message that a person understands.
   */
  extract(
    file: SourceFile,
    limits: ExtractionLimits,
    signal: AbortSignal,
    memory?: OcrMemory,
  ): AsyncIterable<ExtractionEvent>
  close(): Promise<void>
}
