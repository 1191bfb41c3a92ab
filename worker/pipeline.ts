// The order of the stages, which nothing else knows.
import type { Stage as StageName } from '../prisma/generated/client/enums.ts'
import type { StageQueue } from '../core/queue.ts'
import type { Stage } from './stage.ts'
import { extract } from './stages/1-extract.ts'
import { chunk } from './stages/2-chunk.ts'
import { embed } from './stages/3-embed.ts'
import { store } from './stages/4-store.ts'

const STAGES: readonly Stage[] = [extract, chunk, embed, store]

/** How much of a document's whole progress each step takes, from and to, as fractions. */
const PROGRESS_RANGES: Partial<Record<StageName, readonly [number, number]>> = {
  QUEUED: [0, 0.05],
  DOWNLOADING: [0.05, 0.15],
  EXTRACTING: [0.15, 0.35],
  CHUNKING: [0.35, 0.4],
  EMBEDDING: [0.4, 0.85],
  STORING: [0.85, 0.95],
}

export function stageOf(queue: StageQueue): Stage {
  return STAGES.find((stage) => stage.queue === queue)!
}

/** Null after the last. */
export function stageAfter(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) + 1] ?? null
}

/** `fraction`: of the step, 0 to 1. Gives the document's whole progress, 0 to 1. */
export function progressAt(step: StageName, fraction: number): number {
  const [from, to] = PROGRESS_RANGES[step] ?? [0, 1]
  return from + (to - from) * Math.min(1, Math.max(0, fraction))
}
