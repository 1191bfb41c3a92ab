// Archives and XML that are made to do harm.
import { afterAll, describe, expect, it } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import { makeArchive } from '../testing/make-archive.ts'
import { GENEROUS_LIMITS, readDocument } from '../testing/read-document.ts'
import { SAMPLE_DOCUMENT, SAMPLE_FORMATS, type SampleFormat } from '../testing/sample-formats.ts'
import { officeAndTextExtractor } from './office-and-text.ts'

const extractor = officeAndTextExtractor({ children: 1 })
afterAll(() => extractor.close())

const ARCHIVES = SAMPLE_FORMATS.filter(({ parts }) => parts).map((format) => ({ ...format, main: mainPart(format) }))

/** The part with the text. */
function mainPart({ parts }: SampleFormat): string {
  return Object.keys(parts!(SAMPLE_DOCUMENT)).find((name) =>
    /document\.xml$|slide1|sheet1|^content|chapter 1/.test(name),
  )!
}

const read = (bytes: Uint8Array, { mediaType }: SampleFormat) =>
  readDocument(extractor, bytes, { ...GENEROUS_LIMITS, memoryBytes: 2 ** 28 }, mediaType)

describe.each(ARCHIVES)('of $name', (format) => {
  const parts = format.parts!(SAMPLE_DOCUMENT)
  const withMain = (change: (content: string) => string | Uint8Array) =>
    makeArchive({ ...parts, [format.main]: change(String(parts[format.main])) })

  it.each([
    [300 * 2 ** 20, '256 MiB'],
    [20 * 2 ** 20, '250 times its size'],
  ])('a bomb of %i bytes is refused before it is unpacked', async (size, why) => {
    const reading = read(claim(format.make(SAMPLE_DOCUMENT), format.main, size), format)
    await expect(reading).rejects.toThrow(`too large to read once it is unpacked: it expands to more than ${why}`)
    await expect(reading).rejects.toBeInstanceOf(PermanentError)
  })

  it('a part that lies about its size is read no further than that', async () => {
    const bomb = withMain((content) => Buffer.concat([Buffer.from(content), Buffer.alloc(4 * 2 ** 20, 'a ')]))
    const outcome = await read(claim(bomb, format.main, 1_000), format).catch((error) => error)
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(PermanentError)
    else expect(outcome.text.length).toBeLessThan(10_000)
  })

  it('entities are not expanded, neither from inside nor from other files', async () => {
    const entities = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')
    const doctype = `<!DOCTYPE bomb [<!ENTITY e0 "laughter">${entities}<!ENTITY file SYSTEM "file:///etc/passwd">]>`
    const bomb = withMain((content) =>
      content
        .replace(/<!DOCTYPE html>/, '')
        .replace(/^(<\?xml[^>]*\?>)?/, (declaration) => declaration + doctype)
        .replace('Tide mills', 'Tide &e12; &file; mills'),
    )
    const outcome = await read(bomb, format).catch((error) => error)
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(PermanentError)
    else expect(outcome.text).not.toMatch(/laughter|root:/)
  })

  it('elements nested without end are refused or read', async () => {
    const outcome = await read(
      withMain((content) => content.replace('Tide mills', '<a>'.repeat(20_000))),
      format,
    ).catch((error) => error)
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(PermanentError)
    expect((await read(format.make(SAMPLE_DOCUMENT), format)).text).toContain('Tide mills')
  })
})

it('an archive of ten thousand parts is refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}.xml`, '']))
  await expect(read(makeArchive(many), ARCHIVES[0]!)).rejects.toThrow(/more than 10,000 files/)
})

/** The archive with another size of a part in its list: 22 bytes before the part's name. */
function claim(archive: Uint8Array, part: string, size: number): Uint8Array {
  const bytes = Buffer.from(archive)
  bytes.writeUInt32LE(size, bytes.lastIndexOf(part) - 22)
  return bytes
}
