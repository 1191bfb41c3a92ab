// Where the workers of the fault tests are killed: at the nth time that one reaches a step, chosen by a seed.

export type KillPoint = { step: string; nth: number }

/**
 * How often each step is reached by a worker that processes MIX alone: the occurrences to choose from. The file that
 * cannot be read is extracted by nobody, so it ends at the first stage.
 */
const OCCURRENCES: Record<string, number> = {
  'extract taken': 4,
  'extract claimed': 4,
  'extract page': 33,
  'extract committing': 3,
  'extract committed': 3,
  'extract fault committing': 1,
  'extract fault committed': 1,
  'chunk taken': 3,
  'chunk claimed': 3,
  'chunk committing': 3,
  'chunk committed': 3,
  'embed taken': 3,
  'embed claimed': 3,
  'embed batch claimed': 4,
  'embed batch computed': 4,
  'embed batch committed': 4,
  'embed committing': 3,
  'embed committed': 3,
  'store taken': 3,
  'store claimed': 3,
  'store committing': 3,
  'store committed': 3,
  notifying: 20,
  notified: 20,
}

/** Each step at least once, and then any: all different. */
export function chooseKillPoints(seed: number, count: number): KillPoint[] {
  const random = randomFrom(seed)
  const all = Object.entries(OCCURRENCES).flatMap(([step, times]) =>
    Array.from({ length: Math.min(times, 6) }, (_, i) => ({
      step,
      nth: 1 + Math.floor((i * times) / Math.min(times, 6)),
    })),
  )
  const shuffled = all.map((point) => ({ point, at: random() })).toSorted((a, b) => a.at - b.at)
  const chosen = new Set<KillPoint>()
  for (const step of Object.keys(OCCURRENCES)) chosen.add(shuffled.find(({ point }) => point.step === step)!.point)
  for (const { point } of shuffled) if (chosen.size < count) chosen.add(point)
  return [...chosen]
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
