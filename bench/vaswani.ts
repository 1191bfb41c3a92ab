// How well the local embedder finds: the Vaswani collection (11,429 abstracts of physics and electronics, 93 queries)
// ranked by exact cosine. `node bench/vaswani.ts FOLDER`, the folder holding doc-text.trec, query-text.trec and qrels.
// The last line is JSON.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddingPurpose } from '../core/embedder.ts'
import { localEmbedder } from '../core/embedders/local.ts'

interface Entry {
  readonly number: number
  readonly text: string
}

const never = new AbortController().signal

function readEntries(file: string, pattern: RegExp): Entry[] {
  const matches = readFileSync(file, 'utf8').matchAll(pattern)
  return Array.from(matches, ([, number, text]) => ({
    number: Number(number),
    text: text!.replace(/\s+/g, ' ').trim(),
  }))
}

/** Which documents answer which query: lines of `query 0 document 1`. */
function readJudgements(file: string): Map<number, Set<number>> {
  const judgements = new Map<number, Set<number>>()
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [query, , document, relevance] = line.trim().split(/\s+/).map(Number)
    if (relevance! > 0) judgements.set(query!, (judgements.get(query!) ?? new Set()).add(document!))
  }
  return judgements
}

async function embedAll(entries: readonly Entry[], purpose: EmbeddingPurpose): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let start = 0; start < entries.length; start += embedder.batchSize) {
    const texts = entries.slice(start, start + embedder.batchSize).map((entry) => entry.text)
    vectors.push(...(await embedder.embed(texts, purpose, never)))
    if (start % (embedder.batchSize * 50) === 0) console.error(`${start} of ${entries.length} ${purpose} texts`)
  }
  return vectors
}

function rank(query: Float32Array, vectors: readonly Float32Array[]): number[] {
  const scores = vectors.map((vector) => vector.reduce((sum, value, index) => sum + value * query[index]!, 0))
  return [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]!).slice(0, 10)
}

function normalisedGain(ranked: readonly number[], relevant: ReadonlySet<number>): number {
  const discount = (place: number) => 1 / Math.log2(place + 2)
  const gain = ranked.reduce((sum, number, place) => sum + (relevant.has(number) ? discount(place) : 0), 0)
  const best = Array.from({ length: Math.min(10, relevant.size) }, (_, place) => discount(place))
  return gain / best.reduce((sum, value) => sum + value, 0)
}

const folder = process.argv[2]
if (!folder) throw new Error('Usage: node bench/vaswani.ts FOLDER (with doc-text.trec, query-text.trec and qrels)')
const documents = readEntries(join(folder, 'doc-text.trec'), /<DOCNO>(\d+)<\/DOCNO>([^]*?)<\/DOC>/g)
const queries = readEntries(join(folder, 'query-text.trec'), /<num>(\d+)<\/num><title>([^]*?)<\/title>/g)
const judgements = readJudgements(join(folder, 'qrels'))

const embedder = localEmbedder()
await embedAll(documents.slice(0, 1), 'passage') // loads the model, which is not counted
const start = performance.now()
const vectors = await embedAll(documents, 'passage')
const seconds = (performance.now() - start) / 1000
const queryVectors = await embedAll(queries, 'query')
await embedder.close()

const gains = queries.map(({ number }, index) => {
  const ranked = rank(queryVectors[index]!, vectors).map((place) => documents[place]!.number)
  return normalisedGain(ranked, judgements.get(number) ?? new Set())
})
const report = {
  model: embedder.model,
  documents: documents.length,
  queries: queries.length,
  ndcgAt10: Number((gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toFixed(4)),
  passagesPerSecond: Number((documents.length / seconds).toFixed(1)),
  seconds: Number(seconds.toFixed(1)),
}
console.log(JSON.stringify(report))
