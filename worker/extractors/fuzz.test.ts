// Thousands of damaged files of every format.
import sharp from 'sharp'
import { test } from 'vitest'
import { makePdf } from '../testing/make-pdf.ts'
import { mutate, mutateArchive } from '../testing/mutate.ts'
import { FUZZ_LANES, readDamaged } from '../testing/read-damaged.ts'
import { SAMPLE_DOCUMENT, SAMPLE_FORMATS, SAMPLE_PICTURES } from '../testing/sample-formats.ts'
import { ChildPool } from './child-pool.ts'
import { OcrReader } from './ocr-reader.ts'

/** What stands over a page is read in a way of its own. */
const PDF_WITH_OVERLAYS = makePdf({
  pages: [{ texts: [{ text: 'Owner:', x: 20, y: 746, size: 11 }] }],
  form: [
    { name: 'owner', value: 'Ada Lovelace' },
    { name: 'paid', value: true },
  ],
  stamps: [{ text: 'RECEIVED', x: 200, y: 300, size: 20 }],
})

test.each(SAMPLE_FORMATS)('every damaged $name is read or refused', { timeout: 180_000 }, async (format) => {
  const pool = new ChildPool<{ kind: string }>({ entry: format.child, children: FUZZ_LANES, filesPerChild: Infinity })
  const { name, mediaType } = format
  const parts = format.parts?.(SAMPLE_DOCUMENT)
  const whole = [format.make(SAMPLE_DOCUMENT), ...(name === 'pdf' ? [PDF_WITH_OVERLAYS] : [])]
  await readDamaged(pool, {
    name,
    mediaType,
    damage: (random) => (parts ? mutateArchive(parts, random) : mutate(random.pick(whole), random)),
  })
})

test.each(SAMPLE_PICTURES)(
  'every damaged $name is read or refused',
  { timeout: 180_000 },
  async ({ name, mediaType, child }) => {
    // As good as blank, so that reading it takes no time: it is the decoders that are damaged files' prey.
    const create = { width: 48, height: 32, channels: 3, background: '#fff' } as const
    const whole = new Uint8Array(
      await sharp({ create })
        .toFormat(name)
        .withExif({ IFD0: { Artist: 'Ada' } })
        .toBuffer(),
    )
    const { pool } = new OcrReader({ entry: child, children: FUZZ_LANES, wasmModules: 1, addons: true })
    await readDamaged(pool, {
      name,
      mediaType,
      picture: true,
      damage: (random) => mutate(whole, random),
    })
  },
)
