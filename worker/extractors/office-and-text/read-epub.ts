// EPUB: the chapters in the order of the book's spine, each a page. The package files are read by the same forgiving
// reader as HTML, which knows no entities of their own.
import { posix } from 'node:path'
import { Parser } from 'htmlparser2'
import { PermanentError } from '../../../core/errors.ts'
import { decodeText } from './decode-text.ts'
import { present, titleOf, type DocumentAbout } from './document-about.ts'
import { HtmlBlocks } from './html-blocks.ts'
import { DamagedArchive, openArchive, type Archive } from './open-archive.ts'
import type { PageWriter } from './page-writer.ts'

const CONTAINER = 'META-INF/container.xml'
const PICTURES_AND_FONTS = /\.(?:jpe?g|png|gif|webp|svg|ttf|otf|woff2?|mp[34]|m4a|css|js)$/i

const MOST_DEPTH = 100

type Book = { chapters: string[]; about: Map<string, string> }

export function readEpub(bytes: Uint8Array, writer: PageWriter): DocumentAbout {
  const archive = openArchive(bytes, (name) => !PICTURES_AND_FONTS.test(name))
  const book = readPackage(archive)
  writer.trustPages()
  const blocks = new HtmlBlocks(writer)
  for (const path of book.chapters) {
    writer.beginPage()
    blocks.write(textOf(archive, path) ?? '')
  }
  const { about } = book
  return {
    title: titleOf(about.get('title')),
    metadata: present({
      author: about.get('creator'),
      publisher: about.get('publisher'),
      subject: about.get('description'),
      created: about.get('date'),
      language: about.get('language'),
    }),
  }
}

function readPackage(archive: Archive): Book {
  const container = elementsOf(textOf(archive, CONTAINER) ?? '')
  const path = container.find(({ name }) => name === 'rootfile')?.attributes['full-path'] ?? ''
  const text = textOf(archive, path)
  if (text === null) throw new DamagedArchive('the book’s list of contents is missing')
  const items = new Map<string, string>()
  const about = new Map<string, string>()
  const spine = new Set<string>()
  for (const { name, attributes, content } of elementsOf(text)) {
    if (name === 'item') items.set(attributes['id'] ?? '', attributes['href'] ?? '')
    else if (name === 'itemref') spine.add(attributes['idref'] ?? '')
    else if (name.startsWith('dc:') && !about.has(name.slice(3))) about.set(name.slice(3), content)
  }
  const folder = posix.dirname(path)
  const chapters = [...spine].flatMap((id) => items.get(id) ?? []).map((href) => pathOf(folder, href))
  refuseEncrypted(archive, chapters)
  return { chapters, about }
}

/** Encrypted fonts are usual, and no reason. */
function refuseEncrypted(archive: Archive, chapters: readonly string[]): void {
  const list = elementsOf(textOf(archive, 'META-INF/encryption.xml') ?? '')
  const encrypted = new Set(list.map(({ attributes }) => decode(attributes['URI'] ?? '')))
  if (chapters.some((chapter) => encrypted.has(chapter))) throw locked()
}

const locked = (): PermanentError =>
  new PermanentError(
    'This book is protected against copying (DRM) and cannot be read. Upload a copy without protection.',
  )

type Element = { name: string; attributes: Record<string, string>; content: string }

/** All elements of an XML file, in order, with the text directly in them. */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = []
  const open: Element[] = []
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length > MOST_DEPTH) throw new DamagedArchive('its list of contents is nested too deeply')
        const element = { name: name.replace(/^(?:opf|ocf|container|enc|ns\d+):/, ''), attributes, content: '' }
        open.push(element)
        elements.push(element)
      },
      ontext(text) {
        const element = open.at(-1)
        if (element) element.content += text
      },
      onclosetag: () => void open.pop(),
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return elements
}

function pathOf(folder: string, href: string): string {
  const path = decode(href.split('#')[0]!)
  return posix.normalize(folder === '.' ? path : `${folder}/${path}`)
}

function decode(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}

const textOf = (archive: Archive, path: string): string | null =>
  Object.hasOwn(archive, path) ? decodeText(archive[path]!).text : null
