import { z } from 'zod'

import { builder } from './builder.ts'

/** As the worker writes it into a document's metadata, which has more: the pages one by one. */
const recorded = z.object({ ocr: z.object({ pageCount: z.number().int().positive(), meanConfidence: z.number() }) })

export const OcrReadingRef = builder.objectRef<z.infer<typeof recorded>['ocr']>('OcrReading').implement({
  description: "What OCR has read of a document; `metadata.ocr` has its pages and each one's confidence.",
  fields: (t) => ({
    pageCount: t.exposeInt('pageCount', { description: 'Pages without text of their own that were read by OCR.' }),
    meanConfidence: t.exposeFloat('meanConfidence', { description: 'How sure their reading is, of 100.' }),
  }),
})

/** Null where no page was read by OCR. */
export function ocrReadingOf(metadata: unknown) {
  return recorded.safeParse(metadata).data?.ocr ?? null
}
