import { readFile } from 'node:fs/promises'
import { deflateSync, inflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import { makePdf, makeTextPdf } from '../testing/make-pdf.ts'
import { GENEROUS_LIMITS, temporaryFile } from '../testing/read-document.ts'
import { ChildPool } from './child-pool.ts'
import { readInChild } from './read-in-child.ts'
import type { PdfEvent } from './read-pdf.ts'

/** Takes pdf.js far longer than a test lasts: a million small texts on one page. */
const endless = withContent('BT /F1 9 Tf 9 9 Td '.padEnd(14_000_000, '(abc) Tj 0 1 Td '))
/** Half a kilobyte that becomes 600 MB. */
const bomb = withContent(deflateSync(Buffer.alloc(600_000_000, ' ')), 2)

function withContent(content: string | Uint8Array, filters = 1): Uint8Array {
  const bytes = deflateSync(content)
  return makePdf({
    pages: [{ texts: [], content: { bytes, filters: Array.from({ length: filters }, () => 'FlateDecode') } }],
  })
}

let pool = newPool()
afterEach(async () => {
  await pool.close()
  pool = newPool()
})

function newPool(children = 1): ChildPool<PdfEvent> {
  return new ChildPool({ entry: new URL('pdf-child.ts', import.meta.url), children, filesPerChild: 50 })
}

/** Reads to the end; `onEvent` may interfere. */
async function read(
  bytes: Uint8Array,
  {
    limits = {},
    signal = new AbortController().signal,
    onEvent = () => {},
  }: {
    limits?: Partial<typeof GENEROUS_LIMITS>
    signal?: AbortSignal
    onEvent?: (event: PdfEvent) => void
  } = {},
): Promise<PdfEvent[]> {
  await using file = await temporaryFile(bytes)
  const request = { path: file.path, pages: 1_000, characters: 50_000_000 }
  const events: PdfEvent[] = []
  for await (const event of readInChild(pool, request, { ...GENEROUS_LIMITS, ...limits }, signal)) {
    onEvent(event)
    events.push(event)
  }
  return events
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a child', () => {
  it('is dead by the time an aborted reading rejects, with the reason of the signal', async () => {
    const abort = new AbortController()
    const reason = new Error('The document was deleted.')
    let pids: number[] = []
    const reading = read(endless, {
      signal: abort.signal,
      onEvent: () => {
        pids = pool.pids
        abort.abort(reason)
      },
    })
    await expect(reading).rejects.toBe(reason)
    expect(pids).toHaveLength(1)
    expect(pids.filter(isAlive)).toEqual([])
    expect(pool.pids).toEqual([])
  })

  it('that uses too much memory dies alone, and the document is refused', async () => {
    const reading = read(bomb, { limits: { memoryBytes: 128 * 2 ** 20 } })
    await expect(reading).rejects.toThrow(
      new PermanentError('This file needs more memory to read than is allowed (128 MiB).'),
    )
    expect(await read(makeTextPdf([['Still there.']]))).toHaveLength(3)
  })

  it('that crashes costs only the document it read', async () => {
    const reading = read(endless, { onEvent: () => pool.pids.forEach((pid) => process.kill(pid, 'SIGSEGV')) })
    await expect(reading).rejects.toThrow(
      new PermanentError('The file could not be read: the program that reads it crashed on it.'),
    )
    expect(await read(makeTextPdf([['Still there.']]))).toHaveLength(3)
  })

  it('reads on where pdf.js rejects a promise that nobody waits for', async () => {
    // Found by fuzzing: its table of objects names one where there is none. Deflated.
    const packed =
      'eNrtVk1v4zYQvetXzCVACiQrkZYsGTAMJNm4DbrBBo6DPQQ50BJlMZVJg6TjdX99h5QSZ63VblKgaA8VLIscvvngzPBJRzcfp6fkQxoQiEAtHoPxGML5bs0hvGCW1WoJ4Q1bcgMUATNw12QScFk4MO0oNdjwd1EYuB95FRK5xwMaVBtp0c5ef9DRnyqEhLebhfVTJyQQnjPDm5XfeP3ErcgZhJcyV4WQGOAXIc+kES+CvYP47zs4PVd18TYvybu9zMWKm9OZWjH5NhfDd7vAbGvB9dvMp6/Mf+JyaSsgaeYAxmrOVkF4cfXxSgq0e6NVfsstlEIWmhv0knNY8KWQQCgUIrftzP/nK7bGWK7Z2keNAF5irzVrquBmzXKumVxyGEfRBMZlOQEM6tu1Z41FmVdMB2PqkFGED7eBRuq1nDd8ututtMG3m8z+mW4L5+pOChcwuDTOAkDDQht74aIaUMwoayeEDp1+YSs8HUkUwf/3v3I/vGr90fc4LJ6GyFyIhUE7ioG2owEQHCHcStUMDM/1Rhk+Cz0/ArarFfIOT8ddK4EgAm6ZVQh5oKMUKHEnOrqHr+qciYJfN7YpGsWWvwmBL/3/ejd3LoLHhXJ44gaF5MFkAl6BEDCogqFchLgp93PiDJLpczBuPoT/wI5g2B4Pd4XTBDL/fmiiRr6SlktrHIv4N82+RIR06SmmqTtmtUWKu394xVTB+RwXCNAY5iWkFIYZjgo4nmNQsBJ1bX6B+SNczp+RaL5FDmmDrDhmgCHFIRgYrBVSyoJXyHhgca1gK9hWXPqJdWZzhXwOQp4AazFep9DiCeW9/uLI+2POGq8bm8ixS4VKamM/HCqmz4rR8CVQr9rnIWn3foV5XbOiqNGw3WgJpdLAFugDMOlQIYujx7Ld3e4Et+LHUiwrC8zAlte1e6K811ebPdSvndqJ3w9/wgI5U1vmSlUyTOnLvjoUTWi30slg+M5K/6qZkD8r8rIXREZ71FqLnH8XNSB7lGH5H+ZnVdY73u+uxRDa76uFDOKo1xPJmnDWvLb9vloUSft9tZAs6S32qOnAi1oZ9xLcKo1ffMa69mfWF9y9h9uWQjpxx2GNH4e+KzSuYl/skMt2OFdQYWthTYv+5kqb0hqFLaRhiyfTHzpguVbGOC+rH7TVNx+awtYcjj9L8Ixw3TBCeLaxFR6K47OCwSf1xGvmCr8noa8av1yQcOMgerlgmCSDBErYy/B14lfkXoZNcihzHwKHMkoHHdmAJh1ZjP1+KEtI128aZ4cyQrNOLCQekY4sjToySro4mo6ivcziiaq59km+FX9yzBWEM6UsEM/o4ZUsFfhazJpjzLT1aaVZkgVHR5efp8FfQadQfA=='
    const events = await read(inflateSync(Buffer.from(packed, 'base64')))
    expect(JSON.stringify(events)).toContain('spelt 17 85')
  })

  it.each(['SIGTERM', 'SIGINT'])('goes on when %s is sent to all processes of the service', async (signal) => {
    const bytes = makeTextPdf([['One.'], ['Two.'], ['Three.']])
    const undisturbed = await read(bytes)
    const signalAll = () => pool.pids.forEach((pid) => process.kill(pid, signal))
    expect(await read(bytes, { onEvent: signalAll })).toEqual(undisturbed)
  })

  it('that takes too long for a page is ended', async () => {
    const reading = read(endless, { limits: { pageTimeoutMs: 300 } })
    await expect(reading).rejects.toThrow(/takes too long: more than 0.3 s for a page/)
    await expect(reading).rejects.toBeInstanceOf(PermanentError)
  })

  it('that takes too long in all is ended', async () => {
    await expect(read(endless, { limits: { documentTimeoutMs: 300 } })).rejects.toThrow(/or 0.3 s in all/)
  })

  it.runIf(process.platform === 'linux')('knows nothing of its parent’s environment', async () => {
    await read(makeTextPdf([['Some text.']]))
    const environment = await readFile(`/proc/${pool.pids[0]}/environ`, 'utf8')
    const names = environment.split('\0').map((entry) => entry.split('=')[0])
    expect(
      names.filter((name) => name && !/^(?:NODE_CHANNEL_\w+|MALLOC_ARENA_MAX|PDF2JSON_DISABLE_LOGS|PWD)$/.test(name)),
    ).toEqual([])
  })
})

describe('the pool', () => {
  it('keeps its children warm', async () => {
    await read(makeTextPdf([['one']]))
    const pids = pool.pids
    for (const text of ['two', 'three', 'four']) await read(makeTextPdf([[text]]))
    expect(pool.pids).toEqual(pids)
  })

  it('replaces a child after its number of files', async () => {
    pool = new ChildPool({ entry: new URL('pdf-child.ts', import.meta.url), children: 1, filesPerChild: 2 })
    await read(makeTextPdf([['one']]))
    const pids = pool.pids
    for (const text of ['two', 'three', 'four']) await read(makeTextPdf([[text]]))
    expect(pool.pids.filter((pid) => pids.includes(pid))).toEqual([])
  })

  it('lets files wait for a child, and gives up waiting when told to', async () => {
    const abort = new AbortController()
    const [first, second, third] = [
      read(makeTextPdf([['first']])),
      read(makeTextPdf([['second']]), { signal: abort.signal }),
      read(makeTextPdf([['third']])),
    ]
    abort.abort(new Error('not needed'))
    await expect(second).rejects.toThrow('not needed')
    expect(await Promise.all([first, third])).toHaveLength(2)
  })

  it('that is closed stops its readings, which is no fault of the documents', async () => {
    const reading = read(endless, { onEvent: () => void pool.close() })
    await expect(reading).rejects.toThrow(/SIGKILL/)
    await expect(reading).rejects.not.toBeInstanceOf(PermanentError)
    expect(pool.pids).toEqual([])
  })

  it('gives a child up when its reader walks away', async () => {
    await using file = await temporaryFile(endless)
    const request = { path: file.path, pages: 10, characters: 50_000_000 }
    for await (const _ of readInChild(pool, request, GENEROUS_LIMITS, new AbortController().signal)) break
    expect(await read(makeTextPdf([['next']]))).toHaveLength(3)
  })

  it('a file that is not there is a fault, not the document’s error', async () => {
    const request = { path: '/nowhere/document', pages: 10, characters: 10 }
    const reading = readInChild(pool, request, GENEROUS_LIMITS, new AbortController().signal).next()
    await expect(reading).rejects.toThrow(/ENOENT/)
    await expect(reading).rejects.not.toBeInstanceOf(PermanentError)
  })
})
