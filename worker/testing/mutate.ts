// Damages files as no program would think of, for the fuzzing: some bytes changed, lost, doubled or moved, and numbers and
// marks put where they hurt. The same random choices give the same damage.
import type { Random } from '../../testing/random.ts'
import { makeArchive, type Parts } from './make-archive.ts'

const WORDS =
  '0 -1 65536 99999999999999999999 1e999 NaN %PDF- endobj stream << >> ( [ / < > </ /> & &#0; &x; ]]> <![CDATA[ <!-- " ' +
  '[ ]( | ``` ######### ../../../etc/passwd <table><tr><td> <w:tbl><w:tr><w:tc>'
const MARKS = [
  ...WORDS.split(' '),
  '<!DOCTYPE a [<!ENTITY x "xx">]>',
  '\0\f\r\t- ',
  '\u202e\ud83d\ude00',
  '> '.repeat(40),
  'PK\x01\x02PK\x05\x06',
  '\xff\xff\xff\xff',
].map((mark) => Buffer.from(mark, 'latin1'))

type Damage = (bytes: Uint8Array, random: Random) => Uint8Array

const DAMAGES: readonly Damage[] = [
  (bytes, random) => change(bytes, random, 1, (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => change(bytes, random, 1 + random.below(16), () => random.below(256)),
  (bytes, random) => change(bytes, random, 4, () => random.pick([0, 255])),
  (bytes, random) => splice(bytes, random, () => new Uint8Array()),
  (bytes, random) => splice(bytes, random, (cut) => join([cut, cut, cut])),
  (bytes, random) => splice(bytes, random, (cut) => cut.toReversed()),
  (bytes, random) => splice(bytes, random, (cut) => join([cut, random.pick(MARKS)])),
  (bytes, random) => splice(bytes, random, () => random.pick(MARKS)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => join(Array.from({ length: 50 }, () => pieceOf(bytes, random, 200))),
]

export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged = bytes
  for (let i = random.below(4); i >= 0; i--) damaged = random.pick(DAMAGES)(damaged, random)
  return damaged
}

/** Mostly within a part, where the packing does not find the damage before the reader does. */
export function mutateArchive(parts: Parts, random: Random): Uint8Array {
  if (random.below(4) === 0) return mutate(makeArchive(parts), random)
  const name = random.pick(Object.keys(parts))
  const content = parts[name]!
  return makeArchive({ ...parts, [name]: mutate(typeof content === 'string' ? Buffer.from(content) : content, random) })
}

function change(bytes: Uint8Array, random: Random, count: number, to: (byte: number) => number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const start = random.below(bytes.length + 1)
  for (let i = start; i < Math.min(start + count, bytes.length); i++) changed[i] = to(changed[i]!)
  return changed
}

function splice(bytes: Uint8Array, random: Random, replace: (cut: Uint8Array) => Uint8Array): Uint8Array {
  const start = random.below(bytes.length + 1)
  const end = Math.min(start + random.below(1 + 4 ** random.below(6)), bytes.length)
  return join([bytes.subarray(0, start), replace(bytes.subarray(start, end)), bytes.subarray(end)])
}

function pieceOf(bytes: Uint8Array, random: Random, most: number): Uint8Array {
  const start = random.below(bytes.length + 1)
  return bytes.subarray(start, start + random.below(most))
}

const join = (pieces: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(pieces))
