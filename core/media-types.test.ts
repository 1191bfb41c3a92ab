import { expect, test } from 'vitest'
import { ACCEPTED_FILES } from '../client/src/upload/accepted-files.ts'
import { FORMATS } from '../worker/extractors/office-and-text/formats.ts'
import { MEDIA_TYPES, supportedMediaTypes } from './media-types.ts'

test('the page offers to choose exactly the files that can be uploaded', () => {
  const endings = MEDIA_TYPES.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
  expect(ACCEPTED_FILES.split(',')).toEqual(endings)
})

test('every format that can be read can be uploaded', () => {
  const known = MEDIA_TYPES.map(({ mediaType }) => mediaType)
  expect(Object.keys(FORMATS).filter((mediaType) => !known.includes(mediaType))).toEqual([])
})

test('what is supported reads as a list, each with an ending to know it by', () => {
  expect(supportedMediaTypes()).toMatch(/^PDF \(\.pdf\), Word document \(\.docx\), .*, WebP \(\.webp\)$/)
})
