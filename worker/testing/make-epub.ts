// A small EPUB for tests: each page is a chapter.
import { escapeXml, makeArchive, type Parts } from './make-archive.ts'
import type { MadeDocument } from './made-document.ts'
import { htmlOf } from './make-html.ts'

export function makeEpub(document: MadeDocument): Uint8Array<ArrayBuffer> {
  return makeArchive(epubParts(document))
}

export function epubParts({ title = 'Untitled', author, language = 'en', pages }: MadeDocument): Parts {
  const items = pages.map(
    (_, i) => `<item id="c${i}" href="text/chapter%20${i + 1}.xhtml" media-type="application/xhtml+xml"/>`,
  )
  return {
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': `<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
      <rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    'OEBPS/content.opf': `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
      <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">made</dc:identifier>
      <dc:title>${escapeXml(title)}</dc:title><dc:language>${language}</dc:language>
      ${author === undefined ? '' : `<dc:creator>${escapeXml(author)}</dc:creator>`}<dc:date>2024-01-02</dc:date></metadata>
      <manifest>${items.toReversed().join('')}</manifest>
      <spine>${pages.map((_, i) => `<itemref idref="c${i}"/>`).join('')}</spine></package>`,
    ...Object.fromEntries(
      pages.map((blocks, i) => [
        `OEBPS/text/chapter ${i + 1}.xhtml`,
        `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">
          <head><title>${i + 1}</title></head><body>${blocks.map(htmlOf).join('')}</body></html>`,
      ]),
    ),
  }
}
