import { afterAll, expect, test } from 'vitest'

import { pdfExtractor } from '../../worker/extractors/pdf.ts'
import { readDocument } from '../../worker/testing/read-document.ts'
import { onePage, padded } from './sample-pdfs.ts'

const extractor = pdfExtractor({ children: 1 })
afterAll(() => extractor.close())

test('a padded PDF has the size that was asked for and is read like the original', async () => {
  const original = onePage()
  const grown = padded(original, 200_000)
  expect(grown).toHaveLength(200_000)
  expect((await readDocument(extractor, grown)).text).toBe((await readDocument(extractor, original)).text)
})
