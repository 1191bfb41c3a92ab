// Opens a PDF with pdf.js, and says in words why one cannot be opened. Runs in the child.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { PermanentError } from '../../core/errors.ts'
import { isOutOfMemory } from './serve-reader.ts'

// The legacy build: the modern one wants Uint8Array.toHex, which Node 24 has not. Loading the worker's code beforehand
// spares pdf.js from looking for it (and from saying so), and makes a warm child really warm.
const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')
const workerCode = import.meta.resolve('pdfjs-dist/legacy/build/pdf.worker.mjs')
Object.assign(globalThis, { pdfjsWorker: await import(workerCode) })

const packageFolder = fileURLToPath(new URL('../../', import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs')))

export async function openPdf(path: string): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await readFile(path))
  try {
    return await getDocument({
      data,
      verbosity: VerbosityLevel.ERRORS,
      cMapUrl: `${packageFolder}cmaps/`,
      standardFontDataUrl: `${packageFolder}standard_fonts/`,
      // Only picture and colour decoders are WebAssembly; they reserve gigabytes of address space and draw nothing here.
      useWasm: false,
      useSystemFonts: false,
      // Fonts are looked at only for their names: no glyph paths, no font faces, no pictures.
      disableFontFace: false,
      fontExtraProperties: true,
      maxImageSize: 0,
    }).promise
  } catch (error) {
    throw explain(error)
  }
}

function explain(error: unknown): unknown {
  const { name, message } = error as Error
  if (isOutOfMemory(message)) return error
  if (name === 'PasswordException') {
    return new PermanentError('This PDF is encrypted and needs a password. Remove the password and upload it again.')
  }
  // For certain recipients, or by a method of its own.
  if (message.includes('unknown encryption method')) {
    return new PermanentError(
      'This PDF is encrypted in a way that cannot be read, such as for certain recipients. Save it without encryption and ' +
        'upload it again.',
    )
  }
  if (name === 'InvalidPDFException') {
    return new PermanentError('This file is not a PDF, or is damaged so far that nothing of it can be read.')
  }
  return new PermanentError(`This PDF is damaged and could not be read (${message}).`, { cause: error })
}
