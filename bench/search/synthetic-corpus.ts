// Passages that look like real ones to the indexes: words by Zipf's law, lengths by a log-normal one, subjects that have
// words and a place among the vectors of their own. The same numbers give the same passages.
export type SyntheticPassage = { text: string; vector: Float32Array }

export type SyntheticCorpus = {
  dimensions: number
  passage(owner: number, number: number): SyntheticPassage
  /** A question about one of the owner's passages: some of its words, and a vector near to its own. */
  question(owner: number, number: number): { text: string; vector: Float32Array }
  /** Of a question that was asked. */
  vectorOf(question: string): Float32Array
}

const DIMENSIONS = 384
const VOCABULARY = 60_000
const SUBJECTS_PER_OWNER = 25
const SUBJECT_WORDS = 400
/** How far passages lie from the middle of their subject: cosines of .5 to .8 within it, as of a sentence model. */
const SPREAD = 0.9
const MEAN_WORDS = 170

export function syntheticCorpus(): SyntheticCorpus {
  const words = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank))
  const passage = (owner: number, number: number): SyntheticPassage => {
    const random = randomOf(`passage ${owner} ${number}`)
    const subject = Math.floor(random() * SUBJECTS_PER_OWNER)
    const length = Math.round(Math.min(380, Math.max(20, MEAN_WORDS * Math.exp(0.5 * normal(random)))))
    const text = Array.from({ length }, () => words[wordRank(random, owner, subject)]!)
    return { text: punctuate(text), vector: near(subjectVector(owner, subject), SPREAD, random) }
  }
  const asked = new Map<string, Float32Array>()
  return {
    dimensions: DIMENSIONS,
    passage,
    vectorOf: (question) => asked.get(question)!,
    question(owner, number) {
      const random = randomOf(`question ${owner} ${number}`)
      const { text, vector } = passage(owner, number)
      const own = text.toLowerCase().match(/[a-z]+/g)!
      const length = 3 + Math.floor(random() * 5)
      const some = Array.from({ length }, () => own[Math.floor(random() * own.length)]!).join(' ')
      asked.set(some, near(vector, 0.5, random))
      return { text: some, vector: asked.get(some)! }
    },
  }
}

/** Two of three words are everybody's, the others the subject's own. */
function wordRank(random: () => number, owner: number, subject: number): number {
  const rank = zipf(random, random() < 2 / 3 ? VOCABULARY : SUBJECT_WORDS)
  if (random() < 2 / 3) return Math.min(VOCABULARY - 1, rank)
  return (5_000 + (owner * SUBJECTS_PER_OWNER + subject) * 97 + rank * 13) % VOCABULARY
}

/** By inverting the harmonic sum: the word of rank r is r times rarer than the first. */
function zipf(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(Math.exp(random() * Math.log(count + 1)) - 1))
}

/** Pronounceable, and short where they are frequent. */
function wordOf(rank: number): string {
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ru',
    'te',
    'so',
    'va',
    'ne',
    'po',
    'di',
    'gu',
    'fa',
    'he',
    'bu',
    'ji',
    'wo',
    'xa',
  ]
  let word = ''
  for (let rest = rank + 17; rest > 0; rest = Math.floor(rest / 17)) word += syllables[rest % 17]!
  return `${word}n`
}

function punctuate(words: string[]): string {
  return words.map((word, index) => (index % 14 === 13 ? `${word}.` : word)).join(' ')
}

function subjectVector(owner: number, subject: number): Float32Array {
  const shared = gaussian(randomOf(`subject ${subject}`))
  return near(unit(shared), 0.8, randomOf(`subject ${owner} ${subject}`))
}

function near(middle: Float32Array, spread: number, random: () => number): Float32Array {
  const noise = unit(gaussian(random))
  return unit(middle.map((value, index) => value + spread * noise[index]!))
}

function gaussian(random: () => number): Float32Array {
  return Float32Array.from({ length: DIMENSIONS }, () => normal(random))
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** mulberry32, seeded by FNV-1a. */
function randomOf(seed: string): () => number {
  let state = 2_166_136_261
  for (const sign of seed) state = Math.imul(state ^ sign.codePointAt(0)!, 16_777_619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
