// Thousands of damaged files of every format.
import sharp from 'sharp'
import { test } from 'vitest'
import { mutate, mutateArchive } from '../testing/mutate.ts'
import { FUZZ_LANES, readDamaged } from '../testing/read-damaged.ts'
import { SAMPLE_DOCUMENT, SAMPLE_FORMATS } from '../testing/sample-formats.ts'
import { ChildPool } from './child-pool.ts'
import { OcrReader } from './ocr-reader.ts'

test.each(SAMPLE_FORMATS)('every damaged $name is read or refused', { timeout: 180_000 }, async (format) => {
  const pool = new ChildPool<{ kind: string }>({ entry: format.child, children: FUZZ_LANES, filesPerChild: Infinity })
  const { name, mediaType } = format
  const parts = format.parts?.(SAMPLE_DOCUMENT)
  const whole = format.make(SAMPLE_DOCUMENT)
  await readDamaged(pool, {
    name,
    mediaType,
    damage: (random) => (parts ? mutateArchive(parts, random) : mutate(whole, random)),
  })
})

test.each(['png', 'jpeg', 'tiff', 'webp'] as const)(
  'every damaged %s is read or refused',
  { timeout: 180_000 },
  async (name) => {
    // As good as blank, so that reading it takes no time: it is the decoders that are damaged files' prey.
    const create = { width: 48, height: 32, channels: 3, background: '#fff' } as const
    const whole = new Uint8Array(
      await sharp({ create })
        .toFormat(name)
        .withExif({ IFD0: { Artist: 'Ada' } })
        .toBuffer(),
    )
    const entry = new URL('ocr-image-child.ts', import.meta.url)
    const { pool } = new OcrReader({ entry, children: FUZZ_LANES, wasmModules: 1, addons: true })
    await readDamaged(pool, {
      name,
      mediaType: `image/${name}`,
      picture: true,
      damage: (random) => mutate(whole, random),
    })
  },
)
