// Turns HTML into blocks as it streams by: no tree is built, so neither depth nor breadth costs more than its text.
// Forgiving, as browsers are; nothing is loaded, no script is run, and no entity but HTML's own is known.
import { Parser } from 'htmlparser2'
import { PermanentError } from '../../../core/errors.ts'
import { HtmlTables } from './html-tables.ts'

export type HtmlAbout = { title: string; language: string; meta: Map<string, string> }
export type BlockSink = { add(text: string, level?: number): void; addVerbatim(text: string): void }

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
/** Each of them ends the text before it. */
const BLOCKS = words(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section ' +
    'select summary table tbody td tfoot th thead tr ul',
)
/** What nobody reads. */
const UNSEEN = words(
  'script style template noscript object embed iframe svg canvas audio video datalist noframes textarea',
)
const LISTS = words('ul ol menu dir')

/** Each element costs time in proportion to its depth. Browsers stop at 512, but a page may forget to close its tags. */
const MOST_DEPTH = 20_000

export class HtmlBlocks {
  readonly about: HtmlAbout = { title: '', language: '', meta: new Map() }
  readonly #parser: Parser
  readonly #tables: HtmlTables
  readonly #lists: { ordered: boolean; items: number }[] = []
  #text = ''
  #level = 0
  #marker = ''
  #title: string | null = null
  #verbatim = 0
  #depth = 0
  /** The depth of the outermost element whose content is left out. */
  #unseenFrom = Infinity

  constructor(sink: BlockSink) {
    this.#tables = new HtmlTables(sink)
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#read(text),
      },
      // XHTML closes any element by itself.
      { recognizeSelfClosing: true, recognizeCDATA: true },
    )
  }

  /** A whole page of HTML. */
  write(html: string): void {
    this.#parser.reset()
    this.#depth = 0
    this.#verbatim = 0
    this.#unseenFrom = Infinity
    this.#lists.length = 0
    this.#parser.end(html)
    this.#flush()
    this.#tables.end()
  }

  #open(name: string, attributes: Record<string, string>): void {
    this.#depth++
    if (this.#depth > MOST_DEPTH) throw nestedTooDeeply()
    if (this.#depth > this.#unseenFrom) return
    if (UNSEEN.has(name) || 'hidden' in attributes) {
      this.#unseenFrom = this.#depth
      return
    }
    if (name === 'br') this.#text += '\n'
    else if (name === 'title') this.#title = ''
    else if (name === 'meta') this.#readMeta(attributes)
    else if (name === 'html') this.about.language ||= attributes['lang'] ?? attributes['xml:lang'] ?? ''
    else if (BLOCKS.has(name)) this.#openBlock(name)
  }

  #openBlock(name: string): void {
    this.#flush()
    this.#tables.open(name)
    if (/^h[1-6]$/.test(name)) this.#level = Number(name[1])
    else if (name === 'pre') this.#verbatim++
    else if (LISTS.has(name)) this.#lists.push({ ordered: name === 'ol', items: 0 })
    else if (name === 'li') this.#marker = this.#nextMarker()
  }

  #close(name: string): void {
    const wasUnseen = this.#depth >= this.#unseenFrom
    if (this.#depth === this.#unseenFrom) this.#unseenFrom = Infinity
    this.#depth--
    if (wasUnseen) return
    if (name === 'title') this.#title = null
    else if (BLOCKS.has(name)) this.#closeBlock(name)
  }

  #closeBlock(name: string): void {
    this.#flush()
    this.#tables.close(name)
    if (/^h[1-6]$/.test(name)) this.#level = 0
    else if (name === 'pre') this.#verbatim--
    else if (LISTS.has(name)) this.#lists.pop()
    else if (name === 'li') this.#marker = ''
  }

  #read(text: string): void {
    if (this.#depth >= this.#unseenFrom) return
    if (this.#title !== null) this.about.title += text
    else this.#text += this.#verbatim > 0 ? text : text.replaceAll(/\s+/g, ' ')
  }

  #readMeta({ name, property, content }: Record<string, string>): void {
    const key = (name ?? property ?? '').toLowerCase()
    if (key && content) this.about.meta.set(key, content)
  }

  #nextMarker(): string {
    const list = this.#lists.at(-1)
    if (!list) return ''
    list.items++
    return list.ordered ? `${list.items}. ` : '• '
  }

  #flush(): void {
    const text = this.#text
    this.#text = ''
    if (text.trim() === '') return
    if (this.#verbatim > 0) this.#tables.sink.addVerbatim(text)
    else this.#tables.sink.add(this.#marker + text.trim(), this.#level)
    this.#marker = ''
  }
}

const nestedTooDeeply = (): PermanentError =>
  new PermanentError('The elements of this file are nested too deeply to be read. Simplify it and upload it again.')
