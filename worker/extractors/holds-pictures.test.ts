import { expect, it } from 'vitest'
import { temporaryFile } from '../testing/read-document.ts'
import { holdsPictures } from './holds-pictures.ts'

it.each([
  ['a picture', '<< /Type /XObject /Subtype /Image /Width 9 >>', true],
  ['a picture, written tightly', '<</Subtype/Image/Width 9>>', true],
  ['no more than the names of what could be drawn', '/ProcSet [/PDF /Text /ImageB /ImageC] /Subtype /Form', false],
])('a PDF with %s is told from others, wherever that stands in the file', async (_, text, expected) => {
  for (const before of [0, 2 ** 20 - 20]) {
    await using file = await temporaryFile(Buffer.from(`${' '.repeat(before)}${text}`))
    expect(await holdsPictures(file.path)).toBe(expected)
  }
})
