// What is particular to web pages, Markdown and plain text; what they have in common with all formats is in
// conformance.test.ts.
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { openFormats } from '../testing/open-formats.ts'

const { close, read, blocks, refusal } = openFormats()
afterAll(close)

describe('HTML', () => {
  it('is what a browser shows: no scripts, no styles, nothing hidden', async () => {
    const html = `<html lang="de"><head><title>Die Mühle</title><style>p { color: red }</style></head><body>
      <script>alert('no')</script><p>Das&nbsp;<b>Rad</b> dreht<br>sich.<p hidden>Nein.</p><noscript>Nein.</noscript>
      <template><p>Nein.</p></template><!-- Nein. --><p>Ende &amp; Schluss</body></html>`
    const { description, pages } = await read('html', html)
    expect(pages[0]!.blocks.map(({ text }) => text)).toEqual(['Das Rad dreht\nsich.', 'Ende & Schluss'])
    expect(description).toMatchObject({ title: 'Die Mühle', metadata: { language: 'de' } })
  })

  it('has numbered lists, code with its indentation, and tables that are only for the layout taken apart', async () => {
    const html = `<table><tr><td><h2>Left</h2><p>first</p></td><td><ol><li>one<li>two</ol></td></tr></table>
      <pre>if rye:\n    mill()</pre><table><tr><th>a</th><td><p>b</p><p>c</p></td></tr></table>`
    expect(await blocks('html', html)).toEqual([
      ['## Left', 'first', '1. one', '2. two', 'if rye:\n    mill()', 'a | b c'],
    ])
  })

  it('nested ten thousand deep is read, and deeper still is refused', async () => {
    const deep = (depth: number) => `${'<div>'.repeat(depth)}bottom${'</div>'.repeat(depth)}`
    expect(await blocks('html', deep(10_000))).toEqual([['bottom']])
    expect(await blocks('html', `${'<table><tr><td>'.repeat(3_000)}bottom`)).toEqual([['bottom']])
    expect(await refusal('html', deep(100_000))).toMatch(/nested too deeply/)
  })
})

describe('Markdown', () => {
  it('takes title and author from its front matter, and reads HTML in it', async () => {
    const markdown = `---\ntitle: "On Mills"\nauthor: Ada\n---\n\nMills\n=====\n\n1. one\n2. two\n\n<h2>Raw</h2>\n\n\`\`\`\nx\n  y\n\`\`\`\n`
    const { description } = await read('md', markdown)
    expect(description).toMatchObject({ title: 'On Mills', metadata: { author: 'Ada' } })
    expect(await blocks('md', markdown)).toEqual([['# Mills', '1. one', '2. two', '## Raw', 'x\n  y']])
  })

  it('that is large is read whole, headings and code alike', async () => {
    const section = (i: number) =>
      `# Chapter ${i}\n\n${'The tide comes in. '.repeat(500)}\n\n\`\`\`\n# no heading ${i}\n\`\`\`\n`
    const { pages } = await read('md', Array.from({ length: 100 }, (_, i) => section(i)).join('\n'))
    const found = pages.flatMap((page) => page.blocks)
    expect(found.filter(({ level }) => level === 1).map(({ text }) => text)).toEqual(
      Array.from({ length: 100 }, (_, i) => `Chapter ${i}`),
    )
    expect(found.filter(({ text }) => text.startsWith('# no heading'))).toHaveLength(100)
  })

  it('nested without sense ends in pages or in words', async () => {
    expect(await refusal('md', `${'> '.repeat(1_000)}deep`)).toMatch(/It was read|nested too deeply/)
    expect((await read('md', 'Still there.')).text).toBe('Still there.')
  })
})

describe('plain text', () => {
  const text = 'Über den Fluß führt eine Brücke. Grüße aus Köln, où l’été fut très court.'

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 little endian with a mark', iconv.encode(text, 'utf16le', { addBOM: true })],
    ['UTF-16 big endian with a mark', iconv.encode(text, 'utf16be', { addBOM: true })],
    ['UTF-16 little endian without one', iconv.encode(text, 'utf16le')],
    ['UTF-16 big endian without one', iconv.encode(text, 'utf16be')],
    ['UTF-32 with a mark', iconv.encode(text, 'utf32le', { addBOM: true })],
    ['Windows-1252', iconv.encode(text, 'windows-1252')],
  ])('is read in %s', async (_, bytes) => {
    expect(await blocks('txt', bytes)).toEqual([[text]])
  })

  it.each([
    ['windows-1251', 'Приливные мельницы стояли на побережье, где вода поднимается дважды в день и крутит колёса.'],
    ['koi8-r', 'Приливные мельницы стояли на побережье, где вода поднимается дважды в день и крутит колёса.'],
    ['shift_jis', '潮の満ち引きで水車を回す製粉所は、海辺の村に古くからありました。一日に二度、水が上がります。'],
    ['gb18030', '潮汐磨坊建在海边,涨潮时海水流入池塘,退潮时推动水轮转动,每天大约工作十个小时。'],
    ['euc-kr', '조력 방앗간은 바닷가에 있었고, 밀물 때 물을 가두어 썰물 때 물레방아를 돌렸다.'],
  ])('is read in %s, which nothing in it tells', async (encoding, sentence) => {
    const { text: found } = await read('txt', iconv.encode(sentence.repeat(5), encoding))
    expect(found).toBe(sentence.repeat(5).normalize('NFKC'))
  })

  it('has paragraphs between blank lines, lines that were wrapped joined, and others kept', async () => {
    const wrapped =
      'The sea fills a pond behind the dam when the tide comes in, and the\npond drives a wheel when it goes out again.'
    const verse = 'O mill,\nO wheel,\nO sea.'
    expect(await blocks('txt', `${wrapped}\r\n\r\n${verse}\n\n\n- rye\n- spelt\fNext`)).toEqual([
      [wrapped.replace('\n', ' '), verse, '- rye\n- spelt'],
      ['Next'],
    ])
  })

  it('without any line end is cut into pages', async () => {
    const { pages } = await read('txt', '水'.repeat(10_000))
    expect(pages.map((page) => page.blocks[0]!.text.length)).toEqual([3_000, 3_000, 3_000, 1_000])
  })
})
