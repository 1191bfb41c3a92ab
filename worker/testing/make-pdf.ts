// A small PDF writer for tests: text at positions in Helvetica, an outline, an info dictionary, form fields. Written by
// hand so that a test knows every byte. Positions are in points from the top left corner to the baseline, before the
// page's rotation.

export type MadeText = { text: string; x: number; y: number; size: number; bold?: boolean; font?: MadeFont }

/** Helvetica otherwise. `letters`: a font whose characters mean what `MadePdf.letters` says. */
export type MadeFont = 'Times-Roman' | 'Courier' | 'letters'

export type MadePage = {
  texts: MadeText[]
  rotate?: 0 | 90 | 180 | 270
  width?: number
  height?: number
  /** What is shown of it: left, bottom, right, top. */
  cropBox?: [number, number, number, number]
  /** In points; 1 otherwise. */
  userUnit?: number
  /** Drawing operations before the texts. */
  drawing?: string
  /** Instead of texts: a content stream as it stands in the file, and the names of its filters. */
  content?: { bytes: Uint8Array; filters: string[] }
}

export type MadePdf = {
  title?: string
  author?: string
  /** Further entries of the info dictionary, e.g. `{ CreationDate: "D:20240102030405+01'00'" }`. */
  info?: Record<string, string>
  /** The page is counted from 1. */
  outline?: { title: string; page: number }[]
  pages: MadePage[]
  /** Page labels: in roman numerals. */
  romanPages?: boolean
  language?: string
  letters?: Record<string, string>
  /** Fields of the first page. A boolean value makes a check box. */
  form?: { name: string; value: string | boolean }[]
  /** Over the first page, drawn. */
  stamps?: MadeStamp[]
}

/** `hidden`: it is there, and no viewer shows it. */
export type MadeStamp = { text: string; x: number; y: number; size: number; hidden?: boolean }

export function makePdf({
  pages,
  outline = [],
  form = [],
  stamps = [],
  letters = {},
  ...about
}: MadePdf): Uint8Array<ArrayBuffer> {
  const objects = new Objects()
  const catalog = objects.reserve()
  const tree = objects.reserve()
  const [regular, bold] = ['Helvetica', 'Helvetica-Bold'].map((name) => objects.add(fontOf(name))) as [number, number]
  const others = OTHER_FONTS.map((name) => objects.add(fontOf(name)))
  const coded = objects.add(codedFontOf(objects.add(unicodeMapOf(letters))))
  const pageIds = pages.map(() => objects.reserve())
  const fieldIds = form.map((field, i) => objects.add(fieldOf(field, i, pageIds[0]!)))
  const stampIds = stamps.map((stamp) =>
    objects.add(stampOf(stamp, objects.add(appearanceOf(stamp, regular)), heightOf(pages[0]!))),
  )
  const overlayIds = [...fieldIds, ...stampIds]

  for (const [i, page] of pages.entries()) {
    const content = objects.add(contentOf(page))
    const annotations = i === 0 && overlayIds.length > 0 ? `/Annots [${references(overlayIds)}]` : ''
    objects.set(
      pageIds[i]!,
      `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${widthOf(page)} ${heightOf(page)}] /Rotate ${page.rotate ?? 0}
      ${page.cropBox ? `/CropBox [${page.cropBox.join(' ')}]` : ''} /UserUnit ${page.userUnit ?? 1}
      /Resources << /Font << /F1 ${regular} 0 R /F2 ${bold} 0 R /F3 ${others[0]} 0 R /F4 ${others[1]} 0 R
      /F5 ${coded} 0 R >> >> /Contents ${content} 0 R ${annotations} >>`,
    )
  }
  objects.set(tree, `<< /Type /Pages /Kids [${references(pageIds)}] /Count ${pages.length} >>`)
  const fields = fieldIds.length > 0 ? formOf(fieldIds, regular) : ''
  const bookmarks = outline.length > 0 ? `/Outlines ${addOutline(objects, outline, pageIds)} 0 R` : ''
  const labels = about.romanPages ? '/PageLabels << /Nums [0 << /S /r >>] >>' : ''
  const language = about.language ? `/Lang (${about.language})` : ''
  objects.set(catalog, `<< /Type /Catalog /Pages ${tree} 0 R ${bookmarks} ${fields} ${labels} ${language} >>`)
  return objects.write(catalog, objects.add(infoOf(about)))
}

/** Paragraphs a page, wrapped at a letter page's width, eleven points high. Texts of more than a page run off it. */
export function makeTextPdf(pages: string[][]): Uint8Array<ArrayBuffer> {
  return makePdf({ pages: pages.map((paragraphs) => ({ texts: setParagraphs(paragraphs) })) })
}

function setParagraphs(paragraphs: string[]): MadeText[] {
  const texts: MadeText[] = []
  let y = 72
  for (const paragraph of paragraphs) {
    for (const text of wrap(paragraph, 80)) {
      texts.push({ text, x: 72, y, size: 11 })
      y += 14
    }
    y += 12
  }
  return texts
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

const widthOf = (page: MadePage): number => page.width ?? 612
const heightOf = (page: MadePage): number => page.height ?? 792
const references = (ids: readonly number[]): string => ids.map((id) => `${id} 0 R`).join(' ')

/** Latin-1 only: other characters are not in the standard fonts. */
const literal = (text: string): string => `(${text.replaceAll(/[\\()]/g, '\\$&').replaceAll('\r', '\\r')})`

const fontOf = (name: string): string =>
  `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`

const OTHER_FONTS = ['Times-Roman', 'Courier'] as const
const FONTS: Record<MadeFont, string> = { 'Times-Roman': 'F3', Courier: 'F4', letters: 'F5' }

/** All characters are half as wide as high. */
const codedFontOf = (map: number): string =>
  `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode ${map} 0 R
  /FirstChar 32 /LastChar 126 /Widths [${Array.from({ length: 95 }, () => 500).join(' ')}] >>`

function unicodeMapOf(letters: Record<string, string>): string {
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`
  const entries = Object.entries({ ' ': ' ', ...letters }).map(
    ([code, text]) => `${hex(Buffer.from(code, 'latin1'))} ${hex(Buffer.from(text, 'utf16le').swap16())}`,
  )
  const map = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
${entries.length} beginbfchar
${entries.join('\n')}
endbfchar endcmap end end`
  return `<< /Length ${map.length} >>\nstream\n${map}\nendstream`
}

function contentOf(page: MadePage): string {
  const content = page.content
    ? Buffer.from(page.content.bytes).toString('latin1')
    : [page.drawing ?? '', ...page.texts.map((text) => showText(text, page))].join('\n')
  const filters = (page.content?.filters ?? []).map((name) => `/${name}`).join(' ')
  return `<< /Length ${content.length} /Filter [${filters}] >>\nstream\n${content}\nendstream`
}

const showText = ({ text, x, y, size, bold = false, font }: MadeText, page: MadePage): string =>
  `BT /${font ? FONTS[font] : bold ? 'F2' : 'F1'} ${size} Tf ${x} ${heightOf(page) - y} Td ${literal(text)} Tj ET`

function fieldOf({ name, value }: { name: string; value: string | boolean }, i: number, page: number): string {
  const bottom = 40 + i * 30
  const kind =
    typeof value === 'string'
      ? `/FT /Tx /V ${literal(value)}`
      : `/FT /Btn ${value ? '/V /Yes /AS /Yes' : '/V /Off /AS /Off'}`
  return `<< /Type /Annot /Subtype /Widget ${kind} /T ${literal(name)} /F 4 /P ${page} 0 R
    /Rect [72 ${bottom} 272 ${bottom + 20}] /DA (/F1 11 Tf) /AP << /N << /Yes null /Off null >> >> >>`
}

const STAMP_WIDTH = 300

function stampOf({ x, y, size, hidden }: MadeStamp, appearance: number, pageHeight: number): string {
  const bottom = pageHeight - y
  return `<< /Type /Annot /Subtype /Stamp /F ${hidden ? 2 : 4} /Rect [${x} ${bottom} ${x + STAMP_WIDTH} ${bottom + size}]
    /AP << /N ${appearance} 0 R >> >>`
}

function appearanceOf({ text, size }: MadeStamp, font: number): string {
  const content = `BT /F1 ${size} Tf 0 0 Td ${literal(text)} Tj ET`
  return `<< /Type /XObject /Subtype /Form /BBox [0 0 ${STAMP_WIDTH} ${size}]
    /Resources << /Font << /F1 ${font} 0 R >> >> /Length ${content.length} >>\nstream\n${content}\nendstream`
}

const formOf = (fields: readonly number[], font: number): string =>
  `/AcroForm << /Fields [${references(fields)}] /DA (/F1 11 Tf) /DR << /Font << /F1 ${font} 0 R >> >> >>`

function infoOf({ title, author, info = {} }: Pick<MadePdf, 'title' | 'author' | 'info'>): string {
  const entries = {
    ...(title !== undefined && { Title: title }),
    ...(author !== undefined && { Author: author }),
    ...info,
  }
  return `<< ${Object.entries(entries)
    .map(([name, value]) => `/${name} ${literal(value)}`)
    .join(' ')} >>`
}

function addOutline(objects: Objects, outline: { title: string; page: number }[], pageIds: number[]): number {
  const root = objects.reserve()
  const ids = outline.map(() => objects.reserve())
  for (const [i, { title, page }] of outline.entries()) {
    const previous = i > 0 ? `/Prev ${ids[i - 1]} 0 R` : ''
    const next = i + 1 < ids.length ? `/Next ${ids[i + 1]} 0 R` : ''
    const target = `/Dest [${pageIds[page - 1]} 0 R /Fit]`
    objects.set(ids[i]!, `<< /Title ${literal(title)} /Parent ${root} 0 R ${target} ${previous} ${next} >>`)
  }
  objects.set(root, `<< /Type /Outlines /First ${ids[0]} 0 R /Last ${ids.at(-1)} 0 R /Count ${ids.length} >>`)
  return root
}

class Objects {
  readonly #bodies: string[] = []

  reserve(): number {
    return this.#bodies.push('null')
  }

  set(id: number, body: string): void {
    this.#bodies[id - 1] = body
  }

  add(body: string): number {
    return this.#bodies.push(body)
  }

  write(root: number, info: number): Uint8Array<ArrayBuffer> {
    let file = '%PDF-1.7\n'
    const offsets = this.#bodies.map((body, i) => {
      const offset = file.length
      file += `${i + 1} 0 obj\n${body}\nendobj\n`
      return offset
    })
    const size = offsets.length + 1
    const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
    const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries}`
    const trailer = `trailer\n<< /Size ${size} /Root ${root} 0 R /Info ${info} 0 R >>\n`
    const text = `${file}${table}${trailer}startxref\n${file.length}\n%%EOF\n`
    return Uint8Array.from(Buffer.from(text, 'latin1'))
  }
}
