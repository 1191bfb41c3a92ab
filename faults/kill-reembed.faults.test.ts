// `npm run reembed` is killed in the middle and started again: it goes on where it was, and search answers all the while.
import { expect, test } from 'vitest'

import { hitsOf } from '../testing/searchable-texts.ts'
import { LONG, SMALL } from './documents.ts'
import { BATCH, expectWhole } from './expect-whole.ts'
import { openFaultService, type FaultService } from './fault-service.ts'
import { startProcess } from './start-process.ts'

function startReembedding({ config, provider }: FaultService, signalAt?: string) {
  const environment = {
    DATABASE_URL: config.databaseUrl!,
    EMBEDDINGS: 'openai',
    OPENAI_BASE_URL: `${provider.url}/v1`,
    OPENAI_EMBEDDING_MODEL: 'successor',
  }
  return startProcess('worker/reembed/main.ts', environment, signalAt)
}

test.concurrent.each(['2 embed batch computed', '1 embed committed', '1 store committing', '1 store committed'])(
  'killed at "%s", it goes on where it was',
  async (moment) => {
    const service = await openFaultService()
    try {
      const documentIds = await service.uploadAll([LONG, SMALL])
      const worker = await service.startWorker()
      const before = await service.followAll(documentIds)
      worker.signal('SIGTERM')
      await worker.ended
      const passages = await service.database.prisma.chunk.count()
      const sent = service.provider.textsReceived

      const first = startReembedding(service, `SIGKILL ${moment}`)
      expect(await first.ended).toBe('SIGKILL')
      expect(await hitsOf(service.services, 'paragraph', { first: 100 })).toHaveLength(100)
      const second = startReembedding(service)
      expect(await second.ended, second.text()).toBe('0')

      const models = await service.database.prisma.chunk.groupBy({ by: ['model'], _count: true })
      expect(models).toEqual([{ model: 'successor', _count: passages }])
      const events = await service.followAll(documentIds)
      await expectWhole(service.database, events)
      for (const [i, seen] of events.entries()) expect(seen.length).toBeGreaterThan(before[i]!.length)
      // Beside the passages, each of the two processes asks once how long a vector is.
      expect(service.provider.textsReceived - sent).toBeLessThanOrEqual(passages + BATCH + 2)
    } finally {
      await service.close()
    }
  },
)
