// Zip archives for tests: the containers of office files and EPUBs. What is named `mimetype` comes first and stored, as
// OpenDocument and EPUB want it.
import { strToU8, zipSync, type Zippable } from 'fflate'

export type Parts = Record<string, string | Uint8Array>

export function makeArchive(parts: Parts): Uint8Array<ArrayBuffer> {
  const { mimetype, ...others } = parts
  const files: Zippable = {}
  if (mimetype !== undefined) files['mimetype'] = [bytesOf(mimetype), { level: 0 }]
  for (const [name, content] of Object.entries(others)) files[name] = bytesOf(content)
  // A date of its own, so that the same parts give the same bytes.
  return Uint8Array.from(zipSync(files, { mtime: '2026-01-02' }))
}

const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? strToU8(content) : content)

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
