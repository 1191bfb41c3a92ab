// HTML pages: what a browser would show as text, with headings, lists and table rows.
import { decodeText } from './decode-text.ts'
import { present, titleOf, type DocumentAbout } from './document-about.ts'
import { HtmlBlocks } from './html-blocks.ts'
import type { PageWriter } from './page-writer.ts'

const DECLARATION_BYTES = 1024

export function readHtml(bytes: Uint8Array, writer: PageWriter): DocumentAbout {
  const { text, encoding } = decodeText(bytes, declaredEncoding(bytes))
  const blocks = new HtmlBlocks(writer)
  blocks.write(text)
  const { title, language, meta } = blocks.about
  return {
    title: titleOf(title) ?? titleOf(meta.get('og:title')),
    metadata: present({
      author: meta.get('author') ?? meta.get('dc.creator'),
      subject: meta.get('description'),
      keywords: meta.get('keywords'),
      created: meta.get('article:published_time') ?? meta.get('date') ?? meta.get('dc.date'),
      language,
      encoding,
    }),
  }
}

/** `<meta charset="…">`, `<meta http-equiv content="…; charset=…">` or `<?xml encoding="…"?>`. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1')
  return /<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1] ?? null
}
