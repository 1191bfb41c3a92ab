// Markdown as GitHub knows it: headings, lists, tables, code; HTML in it is read as such. Title and author come from the
// front matter, where there is one.
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { decodeText } from './decode-text.ts'
import { present, titleOf, type DocumentAbout } from './document-about.ts'
import { HtmlBlocks } from './html-blocks.ts'
import { joinCells } from './join-cells.ts'
import type { PageWriter } from './page-writer.ts'

const FRONT_MATTER = /^---[^\S\n]*\r?\n([\s\S]{0,20000}?)\r?\n---[^\S\n]*(?:\r?\n|$)/

const PIECE = 200_000

const parser = unified().use(remarkParse).use(remarkGfm)

type Root = ReturnType<typeof parser.parse>
type Content = Root['children'][number]

export function readMarkdown(bytes: Uint8Array, writer: PageWriter): DocumentAbout {
  const { text, encoding } = decodeText(bytes)
  const front = FRONT_MATTER.exec(text)
  const about = readFrontMatter(front?.[1] ?? '')
  const blocks = new MarkdownBlocks(writer)
  for (const piece of piecesOf(text.slice(front?.[0].length ?? 0))) blocks.write(parser.parse(piece))
  return {
    title: titleOf(about.get('title')),
    metadata: present({
      author: about.get('author'),
      created: about.get('date'),
      language: about.get('lang') ?? about.get('language'),
      encoding,
    }),
  }
}

/**
 * The tree of a text takes a hundred times its bytes, so a large one is read in pieces: each begins with a heading that
 * stands in no block of code.
 */
function* piecesOf(text: string): Generator<string> {
  let start = 0
  let isCode = false
  for (const { index, 0: line } of text.matchAll(/^(?:#{1,6} | {0,3}(?:```|~~~)).*/gm)) {
    if (!line.startsWith('#')) isCode = !isCode
    else if (!isCode && index - start > PIECE) {
      yield text.slice(start, index)
      start = index
    }
  }
  yield text.slice(start)
}

/** Simple lines of YAML only: no anchors, no nesting, nothing that expands. */
function readFrontMatter(text: string): Map<string, string> {
  const entries = [...text.matchAll(/^(\w+):[^\S\n]*(.+?)[^\S\n]*$/gm)]
  return new Map(entries.map(([, name, value]) => [name!.toLowerCase(), value!.replace(/^(["'])(.*)\1$/, '$2')]))
}

class MarkdownBlocks {
  readonly #writer: PageWriter
  readonly #html: HtmlBlocks

  constructor(writer: PageWriter) {
    this.#writer = writer
    this.#html = new HtmlBlocks(writer)
  }

  write(node: Root | Content, marker = ''): void {
    if (node.type === 'heading') this.#writer.add(inlineText(node), node.depth)
    else if (node.type === 'paragraph') this.#writer.add(marker + inlineText(node))
    else if (node.type === 'code') this.#writer.addVerbatim(node.value)
    else if (node.type === 'html') this.#html.write(node.value)
    else if (node.type === 'tableRow') this.#writer.add(joinCells(node.children.map(inlineText)))
    else if (node.type === 'list') {
      const markerOf = (i: number) => (node.ordered ? `${(node.start ?? 1) + i}. ` : '• ')
      for (const [i, item] of node.children.entries()) this.write(item, markerOf(i))
    } else if ('children' in node) {
      // A list item's marker stands before its first paragraph.
      for (const [i, child] of node.children.entries()) this.write(child, i === 0 ? marker : '')
    }
  }
}

function inlineText(node: Content): string {
  if (node.type === 'break') return '\n'
  if (node.type === 'html') return ''
  if (node.type === 'image') return node.alt ?? ''
  if ('value' in node) return node.value
  return 'children' in node ? (node.children as Content[]).map(inlineText).join('') : ''
}
