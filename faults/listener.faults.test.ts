// The connection that listens is ended: it is made anew by itself, not only covered up by looking again.
import { expect, test } from 'vitest'

import { PROGRESS_CHANNEL } from '../core/announcer.ts'
import { createProgressListener } from '../api/progress/listener.ts'
import { createLog } from '../core/log.ts'
import { eventually } from '../core/testing/eventually.ts'
import { openTestDatabase } from '../core/testing/test-database.ts'

const NEVER_MS = 2 ** 31 - 1

test('a listener whose connection is ended listens again, and says that it may have missed something', async () => {
  const { database, drop } = await openTestDatabase()
  const listener = await createProgressListener(database, createLog('silent'), NEVER_MS)
  try {
    const heard: (readonly string[] | null)[] = []
    listener.onMoved((ids) => heard.push(ids))
    const ended = await database.prisma.$queryRaw<object[]>`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'docmill-listen'`
    expect(ended.length).toBeGreaterThan(0)
    await eventually(() => expect(heard).toContain(null))
    await database.notify(PROGRESS_CHANNEL, JSON.stringify(['a document']))
    await eventually(() => expect(heard).toContainEqual(['a document']))
  } finally {
    await listener.close()
    await database.close()
    await drop()
  }
})
