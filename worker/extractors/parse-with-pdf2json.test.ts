import { expect, it } from 'vitest'
import { makePdf } from '../testing/make-pdf.ts'
import { fieldsOf } from './form-fields.ts'
import { parseWithPdf2json } from './parse-with-pdf2json.ts'

it('two documents in one pooled buffer do not see each other', async () => {
  const [one, other] = ['Ada', 'Grace'].map((value) =>
    makePdf({ pages: [{ texts: [] }], form: [{ name: 'name', value }] }),
  ) as [Uint8Array, Uint8Array]
  // As Buffer.from() and readFile() give small ones: parts of one ArrayBuffer, with a byteOffset.
  const pool = Buffer.concat([Buffer.alloc(8), one, other])
  const parts = [pool.subarray(8, 8 + one.length), pool.subarray(8 + one.length)]
  const [names, otherNames] = await Promise.all(
    parts.map(async (part) => {
      const { Pages } = await parseWithPdf2json(part)
      return Pages.flatMap((page, i) => fieldsOf(page, i + 1)).map(({ value }) => value)
    }),
  )
  expect([names, otherNames]).toEqual([['Ada'], ['Grace']])
})
