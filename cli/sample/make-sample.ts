// Sets lights-on-the-coast.md as the PDF that the demo uploads: `node cli/sample/make-sample.ts`. Same text, same bytes.
import { readFileSync, writeFileSync } from 'node:fs'
import {
  beginText,
  endText,
  moveText,
  PDFDocument,
  PDFName,
  setFontAndSize,
  setWordSpacing,
  showText,
  StandardFonts,
  type PDFFont,
  type PDFPage,
} from 'pdf-lib'

import { addOutline, type OutlineEntry } from './add-outline.ts'

const SOURCE = new URL('lights-on-the-coast.md', import.meta.url)
const TARGET = new URL('lights-on-the-coast.pdf', import.meta.url)

/** B5, in points, with the type area inside. */
const PAGE = { width: 499, height: 709, left: 62, right: 62, top: 74, bottom: 72 }

type Style = { font: PDFFont; size: number; leading: number; before: number; after: number; justified?: boolean }

const pdf = await PDFDocument.create()
const serif = await pdf.embedFont(StandardFonts.TimesRoman)
const italic = await pdf.embedFont(StandardFonts.TimesRomanItalic)
const bold = await pdf.embedFont(StandardFonts.HelveticaBold)

const STYLES = {
  title: { font: bold, size: 26, leading: 32, before: 40, after: 6 },
  subtitle: { font: italic, size: 13, leading: 18, before: 0, after: 20 },
  chapter: { font: bold, size: 17, leading: 22, before: 22, after: 6 },
  section: { font: bold, size: 12.5, leading: 17, before: 10, after: 3 },
  body: { font: serif, size: 11, leading: 15, before: 0, after: 7, justified: true },
} satisfies Record<string, Style>

const outline: OutlineEntry[] = []
let page: PDFPage = addPage()
let y = PAGE.height - PAGE.top
let title = ''

for (const line of readFileSync(SOURCE, 'utf8').split('\n').filter(Boolean)) {
  if (line.startsWith('# ')) set((title = line.slice(2)), STYLES.title)
  else if (line.startsWith('## ')) setHeading(line.slice(3), STYLES.chapter, 1)
  else if (line.startsWith('### ')) setHeading(line.slice(4), STYLES.section, 2)
  else set(line, pdf.getPageCount() === 1 && outline.length === 0 ? STYLES.subtitle : STYLES.body)
}
for (const [index, each] of pdf.getPages().entries()) setFooter(each, index + 1)
addOutline(pdf, outline)
describe()
writeFileSync(TARGET, await pdf.save())

function setHeading(text: string, style: Style, level: 1 | 2): void {
  // A heading at the foot of a page takes its first lines along to the next.
  if (y - style.before - style.leading - 3 * STYLES.body.leading < PAGE.bottom) turnPage()
  outline.push({ title: text, level, page, top: y })
  set(text, style)
}

function set(text: string, style: Style): void {
  if (y < PAGE.height - PAGE.top) y -= style.before
  const lines = wrap(text, style)
  for (const [index, words] of lines.entries()) {
    if (y - style.leading < PAGE.bottom) turnPage()
    y -= style.leading
    setLine(words, style, style.justified === true && index + 1 < lines.length)
  }
  y -= style.after
}

/** Justified by wider spaces, as type-setting programs do it. */
function setLine(words: string[], { font, size }: Style, justified: boolean): void {
  const text = words.join(' ')
  const spacing = justified ? (lineWidth() - font.widthOfTextAtSize(text, size)) / (words.length - 1) : 0
  write(page, { text, font, size, spacing, x: PAGE.left, y })
}

type Line = { text: string; font: PDFFont; size: number; spacing: number; x: number; y: number }

// Not by drawText, which adds one more font to the page each time.
function write(on: PDFPage, { text, font, size, spacing, x, y }: Line): void {
  on.node.setFontDictionary(PDFName.of(font.name), font.ref)
  on.pushOperators(
    beginText(),
    setFontAndSize(font.name, size),
    setWordSpacing(spacing),
    moveText(x, y),
    showText(font.encodeText(text)),
    endText(),
  )
}

function wrap(text: string, { font, size }: Style): string[][] {
  const lines: string[][] = [[]]
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (font.widthOfTextAtSize([...line, word].join(' '), size) <= lineWidth()) line.push(word)
    else lines.push([word])
  }
  return lines
}

function setFooter(each: PDFPage, number: number): void {
  const text = String(number)
  const x = (PAGE.width - serif.widthOfTextAtSize(text, 9)) / 2
  write(each, { text, font: serif, size: 9, spacing: 0, x, y: 40 })
}

function addPage(): PDFPage {
  return pdf.addPage([PAGE.width, PAGE.height])
}

function turnPage(): void {
  page = addPage()
  y = PAGE.height - PAGE.top
}

function lineWidth(): number {
  return PAGE.width - PAGE.left - PAGE.right
}

function describe(): void {
  pdf.setTitle(title)
  pdf.setAuthor('The Docmill project')
  pdf.setSubject('A short history of the lighthouse')
  pdf.setLanguage('en')
  pdf.setCreator('make-sample.ts')
  const written = new Date('2026-11-22T00:00:00Z')
  pdf.setCreationDate(written)
  pdf.setModificationDate(written)
}
