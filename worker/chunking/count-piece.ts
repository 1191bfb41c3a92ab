// Tokens of cl100k_base. Of the encodings good with more than English it is the lightest: 0.15 s and 42 MB to load,
// where o200k_base takes 0.25 s and 71 MB (p50k and r50k load in half, but see two to three tokens in each CJK letter).
import { countTokens, setMergeCacheSize } from 'gpt-tokenizer/encoding/cl100k_base'

// The library's own cache holds 100,000 slices, each of which keeps its whole document in memory.
setMergeCacheSize(0)

// <|endoftext|> and its like are text here; by default the library throws.
const ALL_IS_TEXT = { disallowedSpecial: new Set<string>() }

/**
 * How cl100k_base splits text before it merges bytes, with one difference: no run is longer than 64 characters, as
 * merging is quadratic in the length of a run. Text with longer runs may count a token more in each 64 characters.
 */
export const PIECE =
  /'(?:[sdmtSDMT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}{1,64}|\p{N}{1,3}| ?[^\s\p{L}\p{N}]{1,64}[\r\n]{0,64}|\s{0,64}[\r\n]|\s{1,64}(?!\S)|\s/uy

/** No match of {@link PIECE} is longer. */
export const LONGEST_PIECE = 129

/** The tokens of one match of {@link PIECE}. Slow (up to 0.1 ms): remember what it says. */
export function countPiece(piece: string): number {
  return countTokens(piece, ALL_IS_TEXT)
}
