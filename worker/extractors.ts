// Everything that reads files, in one place: for the worker, and for who measures extraction as the worker does it.
import { availableParallelism } from 'node:os'
import type { Config } from '../core/config.ts'
import type { Extractor } from './extractor.ts'
import { imageExtractor } from './extractors/image.ts'
import { officeAndTextExtractor } from './extractors/office-and-text.ts'
import { pdfExtractor } from './extractors/pdf.ts'

/** Opens one extractor of each kind; whoever opens them closes them. */
export function openExtractors(config: Pick<Config, 'workerConcurrency'>): Extractor[] {
  // More documents at once than cores would only wait for each other.
  const children = Math.min(config.workerConcurrency, availableParallelism())
  return [pdfExtractor({ children }), officeAndTextExtractor({ children }), imageExtractor({ children })]
}
