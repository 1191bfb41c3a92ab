// A PDF's outline (its bookmarks), flat and in order. Runs in the child.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { cleanText } from './clean-text.ts'
import type { OutlineEntry } from './headings.ts'

const MOST_ENTRIES = 1_000

type Node = { title: string; dest: string | unknown[] | null; items: Node[] }

export async function readOutline(document: PDFDocumentProxy): Promise<OutlineEntry[]> {
  const nodes = flatten((await document.getOutline()) ?? [])
  const entries: OutlineEntry[] = []
  for (const { node, level } of nodes) {
    const title = cleanText(node.title.slice(0, 1_000))
    if (title !== '') entries.push({ title, level, page: await pageOf(document, node.dest) })
  }
  return entries
}

function flatten(roots: readonly Node[]): { node: Node; level: number }[] {
  const flat: { node: Node; level: number }[] = []
  const walk = (nodes: readonly Node[], level: number) => {
    for (const node of nodes) {
      if (flat.length >= MOST_ENTRIES) return
      flat.push({ node, level })
      walk(node.items, level + 1)
    }
  }
  walk(roots, 1)
  return flat
}

/** The page's number, from 1; null where the entry leads nowhere. */
async function pageOf(document: PDFDocumentProxy, destination: Node['dest']): Promise<number | null> {
  try {
    const explicit = typeof destination === 'string' ? await document.getDestination(destination) : destination
    const target: unknown = explicit?.[0]
    if (typeof target === 'number') return target + 1
    return target ? (await document.getPageIndex(target as Parameters<typeof document.getPageIndex>[0])) + 1 : null
  } catch {
    return null
  }
}
