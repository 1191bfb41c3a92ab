// The one process on the embedded database is killed and started again.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openDatabase } from '../core/database.ts'
import { createLog } from '../core/log.ts'
import { startStandInProvider } from '../core/testing/stand-in-providers.ts'
import { follow } from '../testing/follow.ts'
import { upload } from '../testing/graphql.ts'
import { BROKEN, LONG, OPTIONS, SMALL } from './documents.ts'
import { BATCH, expectWhole, repeatedTexts } from './expect-whole.ts'
import { startProcess } from './start-process.ts'
import { readOutcomes, undisturbedOutcomes } from './undisturbed.ts'

const FILES = [LONG, SMALL, BROKEN]

let emptyFolder = ''

beforeAll(async () => {
  emptyFolder = await mkdtemp(join(tmpdir(), 'docmill-faults-'))
  const database = await openDatabase({ databaseUrl: null, dataDir: emptyFolder }, createLog('warn'))
  await database.close()
  await undisturbedOutcomes()
})
afterAll(() => rm(emptyFolder, { recursive: true }))

test.concurrent.each([
  '2 upload committing',
  '12 extract page',
  '1 chunk committed',
  '2 embed batch computed',
  '1 store committing',
])('killed at "%s", it goes on where it was', async (moment) => {
  const folder = await mkdtemp(join(tmpdir(), 'docmill-faults-'))
  // Making a new database takes longer than all the rest.
  await cp(emptyFolder, folder, { recursive: true })
  const provider = await startStandInProvider()
  const environment = {
    DATA_DIR: folder,
    PORT: '0',
    CO_API_KEY: 'test',
    COHERE_BASE_URL: provider.url,
    WORKER_CONCURRENCY: '1',
  }
  const first = startProcess('start.ts', environment, `SIGKILL ${moment}`)
  let second = null
  try {
    const address = /http:\S+/.exec(await first.ready)![0]
    const uploads = await Promise.allSettled(FILES.map((file) => upload(address, file, OPTIONS)))
    expect(await first.ended).toBe('SIGKILL')
    const acknowledged = uploads.flatMap((each) =>
      each.status === 'fulfilled' ? [each.value.document.id as string] : [],
    )

    second = startProcess('start.ts', environment)
    const again = /http:\S+/.exec(await second.ready)![0]
    const events = await Promise.all(acknowledged.map((id) => follow(again, id)))
    // Those that were not acknowledged left nothing, or are there all the same.
    for (const file of FILES) events.push(await follow(again, (await upload(again, file, OPTIONS)).document.id))
    second.signal('SIGTERM')
    expect(await second.ended).toBe('0')

    const database = await openDatabase({ databaseUrl: null, dataDir: folder }, createLog('warn'))
    try {
      await expectWhole(database, events)
      const expected = (await undisturbedOutcomes()).filter(({ filename }) => filename !== 'twin.pdf')
      expect(await readOutcomes(database)).toEqual(expected)
      expect(await repeatedTexts(database, provider)).toBeLessThanOrEqual(BATCH + 2)
    } finally {
      await database.close()
    }
  } finally {
    await first.kill()
    await second?.kill()
    await provider.close()
    await rm(folder, { recursive: true, force: true })
  }
})
