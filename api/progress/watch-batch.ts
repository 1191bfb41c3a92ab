// A subscription to a batch: as it stands, then after each change, a few times a second at most, to the end.
import { setTimeout as wait } from 'node:timers/promises'

import type { Batch } from '../../prisma/generated/client/client.ts'
import type { Services } from '../../core/services.ts'
import { batchCounts, type BatchCounts } from '../documents/batch-counts.ts'
import { collectMoves } from './collect-moves.ts'
import type { ProgressListener } from './listener.ts'
import { stoppable } from './stoppable.ts'

const LEAST_INTERVAL_MS = 200

export function watchBatch(
  services: Pick<Services, 'database'>,
  listener: ProgressListener,
  batch: Batch,
): AsyncIterableIterator<Batch> {
  return stoppable(async function* (signal) {
    const moves = collectMoves(listener, signal)
    let shown = ''
    try {
      const members = new Set(await memberIds(services, batch))
      while (!signal.aborted) {
        // A new object each time: the counts are remembered by it.
        const current = { ...batch }
        const counts = await batchCounts(services, current)
        if (shown !== JSON.stringify(counts)) {
          yield current
          shown = JSON.stringify(counts)
        }
        if (isFinal(counts)) return
        await wait(LEAST_INTERVAL_MS, null, { signal }).catch(() => null)
        await nextMoveOf(members, moves, signal)
      }
    } finally {
      moves.close()
    }
  })
}

async function memberIds({ database }: Pick<Services, 'database'>, { id, ownerId }: Batch): Promise<string[]> {
  const rows = await database.prisma.batchDocument.findMany({
    where: { batchId: id, ownerId },
    select: { documentId: true },
  })
  return rows.map(({ documentId }) => documentId)
}

async function nextMoveOf(
  members: Set<string>,
  moves: ReturnType<typeof collectMoves>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const moved = await moves.next()
    if (moved === null || moved.some((id) => members.has(id))) return
  }
}

function isFinal({ total, completed, failed, cancelled }: BatchCounts): boolean {
  return completed + failed + cancelled === total
}
