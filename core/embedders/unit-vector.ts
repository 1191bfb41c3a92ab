// Brings a vector to length one, in place.

/** Answers false where the vector has no direction: all zeros, or something that is not a number in it. */
export function toUnitLength(vector: Float32Array): boolean {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  if (!Number.isFinite(length) || length === 0) return false
  for (let index = 0; index < vector.length; index++) vector[index]! /= length
  return true
}
