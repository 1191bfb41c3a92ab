// pdfium, of which the package wraps only a part: what is needed to read text with its places is called directly. The
// second reader, for what pdf.js cannot read and for right-to-left pages. Runs in the child.
import { readFile } from 'node:fs/promises'
import { PDFiumLibrary } from '@hyzyla/pdfium'

/** Numbers are addresses in pdfium's memory, or handles. */
export type Pdfium = {
  HEAPU8: Uint8Array
  HEAPU16: Uint16Array
  HEAPF32: Float32Array
  HEAPF64: Float64Array
  wasmExports: { malloc(size: number): number; free(address: number): void }
  _FPDF_LoadMemDocument(bytes: number, size: number, password: number): number
  _FPDF_CloseDocument(document: number): void
  _FPDF_GetPageCount(document: number): number
  _FPDF_GetMetaText(document: number, tag: number, into: number, size: number): number
  _FPDF_LoadPage(document: number, index: number): number
  _FPDF_ClosePage(page: number): void
  _FPDF_GetPageBoundingBox(page: number, into: number): number
  _FPDFPage_GetRotation(page: number): number
  _FPDFPage_CountObjects(page: number): number
  _FPDFPage_GetObject(page: number, index: number): number
  _FPDFPage_RemoveObject(page: number, object: number): number
  _FPDFPage_GenerateContent(page: number): number
  _FPDFPageObj_Destroy(object: number): void
  _FPDFPageObj_GetType(object: number): number
  _FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number
  _FPDFPage_GetAnnotCount(page: number): number
  _FPDFPage_Flatten(page: number, usage: number): number
  _FPDFText_LoadPage(page: number): number
  _FPDFText_ClosePage(text: number): void
  _FPDFText_CountChars(text: number): number
  _FPDFText_GetUnicode(text: number, index: number): number
  _FPDFText_GetFontSize(text: number, index: number): number
  _FPDFText_GetMatrix(text: number, index: number, into: number): number
  _FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number
  _FPDFText_GetLooseCharBox(text: number, index: number, into: number): number
  _FPDFText_GetFontInfo(text: number, index: number, into: number, size: number, flags: number): number
}

/** An open document. `scratch` is a little of pdfium's memory to take answers in. */
export type PdfiumDocument = { pdfium: Pdfium; handle: number; pageCount: number; scratch: number; close(): void }

export const SCRATCH_BYTES = 1024

let loaded: Promise<Pdfium> | undefined

/** In 40 ms. Its memory, which is reserved at once, is part of what the runtime takes where it is loaded before a file. */
export function loadPdfium(): Promise<Pdfium> {
  loaded ??= PDFiumLibrary.init().then((library) => (library as unknown as { module: Pdfium }).module)
  return loaded
}

/** Null where pdfium cannot read it either. */
export async function openWithPdfium(path: string): Promise<PdfiumDocument | null> {
  const pdfium = await loadPdfium()
  const bytes = await readFile(path)
  const address = pdfium.wasmExports.malloc(bytes.length)
  if (address === 0) return null
  pdfium.HEAPU8.set(bytes, address)
  const handle = pdfium._FPDF_LoadMemDocument(address, bytes.length, 0)
  if (handle === 0) {
    pdfium.wasmExports.free(address)
    return null
  }
  const scratch = pdfium.wasmExports.malloc(SCRATCH_BYTES)
  return {
    pdfium,
    handle,
    scratch,
    pageCount: pdfium._FPDF_GetPageCount(handle),
    close() {
      pdfium._FPDF_CloseDocument(handle)
      pdfium.wasmExports.free(address)
      pdfium.wasmExports.free(scratch)
    },
  }
}

type Four = [number, number, number, number]

/** Floats at an address; asked twice for each letter. */
export function fourAt({ HEAPF32 }: Pdfium, address: number): Four {
  const at = address / 4
  return [HEAPF32[at]!, HEAPF32[at + 1]!, HEAPF32[at + 2]!, HEAPF32[at + 3]!]
}

/** Of a page, in its own space: left, top, right, bottom. */
export function boundsOf({ pdfium, scratch }: PdfiumDocument, page: number): Four {
  pdfium._FPDF_GetPageBoundingBox(page, scratch)
  return fourAt(pdfium, scratch)
}

/** It has no such page, or cannot load it: the others it may. */
export class PageMissing extends Error {}

export function withPage<Result>(
  { pdfium, handle }: PdfiumDocument,
  number: number,
  read: (page: number) => Result,
): Result {
  const page = pdfium._FPDF_LoadPage(handle, number - 1)
  if (page === 0) throw new PageMissing(`pdfium cannot load page ${number}`)
  try {
    return read(page)
  } finally {
    pdfium._FPDF_ClosePage(page)
  }
}

/** After a trap its memory is in no known state: the next document gets a new one. */
export function forgetPdfium(): void {
  loaded = undefined
}
