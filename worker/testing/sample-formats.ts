// Every format that can be read, with a maker of small valid files of it: what the conformance tests and the fuzzing run
// over. A new format is one more row.
import { makeArchive, type Parts } from './make-archive.ts'
import { docxParts } from './make-docx.ts'
import { epubParts } from './make-epub.ts'
import { makeHtml, makeMarkdown, makeText } from './make-html.ts'
import { openDocumentParts } from './make-open-document.ts'
import { makeDocumentPdf } from './make-pdf-document.ts'
import { makePicture, type PictureFormat } from './make-picture.ts'
import { pptxParts } from './make-pptx.ts'
import { xlsxParts } from './make-xlsx.ts'
import type { MadeDocument } from './made-document.ts'

export type SampleFormat = Sample & {
  make(document: MadeDocument): Uint8Array
  /** For archives: what `make` packs. */
  parts?(document: MadeDocument): Parts
}

/** What has no text but what OCR finds in it. */
export type SamplePicture = Sample & { name: PictureFormat; make(document: MadeDocument): Promise<Uint8Array> }

type Sample = {
  name: string
  mediaType: string
  /** The module that a child runs to read it. */
  child: URL
  /** Which of the document's headings the format can tell from text. */
  headings: 'all' | 'titles' | 'none'
  /** The pages of the document are the format's own. */
  hasPages: boolean
  /** However much there is. */
  alwaysOnePage?: boolean
  hasTitle: boolean
  /** Any bytes at all are a file of it: none is damaged, and an empty one is a page without text. */
  takesAnyBytes: boolean
}

const PDF_CHILD = new URL('../extractors/pdf-child.ts', import.meta.url)
const OFFICE_AND_TEXT_CHILD = new URL('../extractors/office-and-text-child.ts', import.meta.url)
const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

const ARCHIVE = { headings: 'all', hasPages: true, hasTitle: true, takesAnyBytes: false } as const
const TEXT = { headings: 'all', hasPages: false, hasTitle: true, takesAnyBytes: true } as const

function archive(name: string, mediaType: string, parts: (document: MadeDocument) => Parts): SampleFormat {
  const make = (document: MadeDocument) => makeArchive(parts(document))
  return { ...ARCHIVE, name, mediaType, child: OFFICE_AND_TEXT_CHILD, make, parts }
}

function text(name: string, mediaType: string, make: (document: MadeDocument) => Uint8Array): SampleFormat {
  return { ...TEXT, name, mediaType, child: OFFICE_AND_TEXT_CHILD, make }
}

export const SAMPLE_FORMATS: readonly SampleFormat[] = [
  { ...ARCHIVE, name: 'pdf', mediaType: 'application/pdf', child: PDF_CHILD, make: makeDocumentPdf },
  archive('docx', `${OFFICE}.wordprocessingml.document`, docxParts),
  { ...archive('pptx', `${OFFICE}.presentationml.presentation`, pptxParts), headings: 'titles' },
  { ...archive('xlsx', `${OFFICE}.spreadsheetml.sheet`, xlsxParts), headings: 'none' },
  archive('odt', `${OPEN_DOCUMENT}.text`, (document) => openDocumentParts(document, 'text')),
  archive('odp', `${OPEN_DOCUMENT}.presentation`, (document) => openDocumentParts(document, 'presentation')),
  {
    ...archive('ods', `${OPEN_DOCUMENT}.spreadsheet`, (document) => openDocumentParts(document, 'spreadsheet')),
    headings: 'none',
  },
  archive('epub', 'application/epub+zip', epubParts),
  text('html', 'text/html', makeHtml),
  text('md', 'text/markdown', makeMarkdown),
  { ...text('txt', 'text/plain', makeText), headings: 'none', hasPages: true, hasTitle: false },
]

const OCR_IMAGE_CHILD = new URL('../extractors/ocr-image-child.ts', import.meta.url)
const PICTURE = { child: OCR_IMAGE_CHILD, headings: 'none', hasTitle: false, takesAnyBytes: false } as const

function picture(name: PictureFormat): SamplePicture {
  const hasPages = name === 'tiff'
  const make = (document: MadeDocument) => makePicture(name, document)
  return { ...PICTURE, name, mediaType: `image/${name}`, make, hasPages, alwaysOnePage: !hasPages }
}

export const SAMPLE_PICTURES: readonly SamplePicture[] = [
  picture('png'),
  picture('jpeg'),
  picture('tiff'),
  picture('webp'),
]

/** Two pages with a bit of everything. */
export const SAMPLE_DOCUMENT: MadeDocument = {
  title: 'On Tide Mills',
  author: 'Ada Lovelace',
  language: 'en',
  pages: [
    [
      { heading: 'Tide mills', level: 1 },
      'The sea fills a pond behind the dam when the tide comes in, and the pond drives a wheel when it goes out.',
      { heading: 'The wheel', level: 2 },
      'Its paddles turn for about ten hours of the day, in the night as well as in daylight, whenever the water falls.',
    ],
    [
      { heading: 'Grain', level: 1 },
      {
        table: [
          ['grain', 'price', 'sacks'],
          ['rye', '12', '340'],
          ['spelt', '17', '85'],
        ],
      },
      'Closing words stand at the end of the second page, where everybody who has read so far will come across them.',
    ],
  ],
}
