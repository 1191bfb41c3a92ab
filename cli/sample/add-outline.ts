// The outline of a PDF (its bookmarks) in two levels, which pdf-lib has no call for.
import { PDFHexString, PDFName, PDFNull, type PDFDocument, type PDFPage, type PDFRef } from 'pdf-lib'

/** `top`: how high on its page the heading stands, in points from the bottom. */
export type OutlineEntry = { title: string; level: 1 | 2; page: PDFPage; top: number }

type Node = OutlineEntry & { reference: PDFRef; children: Node[] }

/** A section belongs to the chapter before it; the first entry has to be a chapter. */
export function addOutline(pdf: PDFDocument, entries: OutlineEntry[]): void {
  const chapters: Node[] = []
  for (const entry of entries) {
    const siblings = entry.level === 1 ? chapters : chapters.at(-1)!.children
    siblings.push({ ...entry, reference: pdf.context.nextRef(), children: [] })
  }
  const root = pdf.context.nextRef()
  for (const chapter of chapters) writeSiblings(pdf, chapter.children, chapter.reference)
  writeSiblings(pdf, chapters, root)
  pdf.context.assign(root, pdf.context.obj({ Type: 'Outlines', ...family(chapters), Count: entries.length }))
  pdf.catalog.set(PDFName.of('Outlines'), root)
}

function writeSiblings(pdf: PDFDocument, nodes: Node[], parent: PDFRef): void {
  for (const [index, { title, page, top, reference, children }] of nodes.entries()) {
    const item = pdf.context.obj({
      Title: PDFHexString.fromText(title),
      Parent: parent,
      Dest: [page.ref, 'XYZ', PDFNull, top, PDFNull],
      ...(index > 0 && { Prev: nodes[index - 1]!.reference }),
      ...(index + 1 < nodes.length && { Next: nodes[index + 1]!.reference }),
      ...(children.length > 0 && { ...family(children), Count: children.length }),
    })
    pdf.context.assign(reference, item)
  }
}

const family = (nodes: Node[]) => ({ First: nodes[0]!.reference, Last: nodes.at(-1)!.reference })
