// The one list of what can be uploaded: the api decides by it what to take, a test holds the worker's extractors and the
// page's file picker to it.

export type MediaType = {
  mediaType: string
  /** For people: "Word document". */
  name: string
  /** What its files usually end in, the first of them the one to name. */
  extensions: readonly string[]
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

export const MEDIA_TYPES: readonly MediaType[] = [
  { mediaType: 'application/pdf', name: 'PDF', extensions: ['pdf'] },
  { mediaType: `${OFFICE}.wordprocessingml.document`, name: 'Word document', extensions: ['docx', 'docm'] },
  { mediaType: `${OFFICE}.presentationml.presentation`, name: 'PowerPoint presentation', extensions: ['pptx', 'pptm'] },
  { mediaType: `${OFFICE}.spreadsheetml.sheet`, name: 'Excel workbook', extensions: ['xlsx', 'xlsm'] },
  { mediaType: `${OPEN_DOCUMENT}.text`, name: 'OpenDocument text', extensions: ['odt'] },
  { mediaType: `${OPEN_DOCUMENT}.presentation`, name: 'OpenDocument presentation', extensions: ['odp'] },
  { mediaType: `${OPEN_DOCUMENT}.spreadsheet`, name: 'OpenDocument spreadsheet', extensions: ['ods'] },
  { mediaType: 'application/epub+zip', name: 'EPUB', extensions: ['epub'] },
  { mediaType: 'text/html', name: 'HTML', extensions: ['html', 'htm', 'xhtml'] },
  { mediaType: 'text/markdown', name: 'Markdown', extensions: ['md', 'markdown'] },
  { mediaType: 'text/plain', name: 'plain text', extensions: ['txt', 'text', 'log', 'csv'] },
  { mediaType: 'image/png', name: 'PNG', extensions: ['png'] },
  { mediaType: 'image/jpeg', name: 'JPEG', extensions: ['jpg', 'jpeg'] },
  { mediaType: 'image/tiff', name: 'TIFF', extensions: ['tif', 'tiff'] },
  { mediaType: 'image/webp', name: 'WebP', extensions: ['webp'] },
]

/** As a sentence lists them: "PDF (.pdf), Word document (.docx), …". */
export const supportedMediaTypes = (): string =>
  MEDIA_TYPES.map(({ name, extensions }) => `${name} (.${extensions[0]})`).join(', ')

/** What people call files of this type. */
export const nameOfMediaType = (mediaType: string): string =>
  MEDIA_TYPES.find((known) => known.mediaType === mediaType)?.name ?? mediaType
