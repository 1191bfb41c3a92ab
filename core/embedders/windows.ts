// Cuts texts to what the model can read at once, and puts the windows' vectors together again.

/** A stretch of one text, as token ids. */
export interface Window {
  /** The index of the text it was cut from. */
  readonly text: number
  readonly ids: readonly number[]
}

/** Windows of nearly equal length, so that none of them is a scrap without context. An empty text is one empty window. */
export function cutIntoWindows(text: number, ids: readonly number[], longest: number): Window[] {
  const count = Math.max(1, Math.ceil(ids.length / longest))
  return Array.from({ length: count }, (_, index) => ({
    text,
    ids: ids.slice(Math.round((index * ids.length) / count), Math.round(((index + 1) * ids.length) / count)),
  }))
}

/** Adds one window's vector to its text's, weighted by its tokens: nothing of a long text counts less than the rest. */
export function addWeighted(sum: Float32Array, vector: Float32Array, window: Window): void {
  const weight = Math.max(1, window.ids.length)
  for (let index = 0; index < sum.length; index++) sum[index]! += vector[index]! * weight
}
