// The contract's `batchSize` is the caller's to keep: going past it is a bug there, found at once and not at a provider.

export function refuseOversizedBatch(texts: readonly string[], batchSize: number): void {
  if (texts.length > batchSize)
    throw new RangeError(`${texts.length} texts in one call: at most ${batchSize} are allowed`)
}
