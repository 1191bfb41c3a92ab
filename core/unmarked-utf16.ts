// Finds UTF-16 that has no byte order mark: of most scripts' letters, and of every space and line end, one half is zero.
// The api asks to tell text from other files, the worker to decode it.

const SAMPLE_BYTES = 4_096
/** Fewer zeros may be strays. */
const LEAST_SHARE = 1 / 50

export function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const zeros = [0, 0]
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2]!++
  const [even, odd] = zeros as [number, number]
  const least = sample.length * LEAST_SHARE
  if (odd > least && even === 0) return 'utf-16le'
  return even > least && odd === 0 ? 'utf-16be' : null
}
