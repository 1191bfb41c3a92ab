// The thread of local.ts: text in, vectors out, one window of text at a time. Between two windows it listens, so a
// search's query overtakes the passages of a document being embedded, and a cancelled call stops.
//
// No batches: on one thread 1, 4, 16, 32 and 96 windows a run gave 100, 101, 94, 90 and 77 passages/s, with 160, 175, 237,
// 247 and 411 MB. Alone, a window needs no padding, and its vector does not depend on its neighbours (the int8 ranges
// are taken over a whole run).
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { Tokenizer } from '@huggingface/tokenizers'
import ort from 'onnxruntime-node'
import type { ThreadCall, ThreadReply } from './lazy-thread.ts'
import { toUnitLength } from './unit-vector.ts'
import { addWeighted, cutIntoWindows } from './windows.ts'
import type { Window } from './windows.ts'

export interface LocalSettings {
  readonly model: string
  readonly tokenizer: string
  readonly tokenizerConfig: string
  readonly dimensions: number
  readonly threads: number
}

export interface LocalRequest {
  readonly texts: readonly string[]
  /** Goes before what is not. */
  readonly urgent: boolean
}

interface Job {
  readonly id: number
  readonly urgent: boolean
  readonly windows: Window[]
  readonly sums: Float32Array[]
}

// The model was trained on up to 256 tokens, two of them the marks around the text.
const WINDOW = 254

const FIRST_MARK = 101n
const LAST_MARK = 102n

const port = parentPort!
const settings = workerData as LocalSettings
const readJson = (url: string): object => JSON.parse(readFileSync(new URL(url), 'utf8')) as object
const tokenizer = new Tokenizer(readJson(settings.tokenizer), readJson(settings.tokenizerConfig))
const session = await ort.InferenceSession.create(fileURLToPath(settings.model), {
  intraOpNumThreads: settings.threads,
  interOpNumThreads: 1,
})

const jobs = new Map<number, Job>()
let running = false

port.on('message', (call: ThreadCall<LocalRequest>) => {
  if ('cancelled' in call) {
    jobs.delete(call.cancelled)
    return
  }
  try {
    accept(call.id, call.request)
  } catch (error) {
    port.postMessage({ id: call.id, error } satisfies ThreadReply<Float32Array>)
  }
  if (!running) void runAll()
})

function accept(id: number, { texts, urgent }: LocalRequest): void {
  const windows = texts.flatMap((text, index) =>
    cutIntoWindows(index, tokenizer.encode(text, { add_special_tokens: false }).ids, WINDOW),
  )
  const sums = texts.map(() => new Float32Array(settings.dimensions))
  jobs.set(id, { id, urgent, windows, sums })
}

async function runAll(): Promise<void> {
  running = true
  for (let job = nextJob(); job; job = nextJob()) {
    try {
      await runOneWindow(job)
      if (job.windows.length === 0) finish(job)
    } catch (error) {
      jobs.delete(job.id)
      port.postMessage({ id: job.id, error } satisfies ThreadReply<Float32Array>)
    }
    await setImmediate() // the pause in which messages arrive
  }
  running = false
}

function nextJob(): Job | undefined {
  return jobs.values().find((job) => job.urgent) ?? jobs.values().next().value
}

async function runOneWindow(job: Job): Promise<void> {
  const window = job.windows.shift()!
  const ids = BigInt64Array.from([FIRST_MARK, ...window.ids.map(BigInt), LAST_MARK])
  const shape = [1, ids.length]
  const output = await session.run({
    input_ids: new ort.Tensor('int64', ids, shape),
    attention_mask: new ort.Tensor(
      'int64',
      ids.map(() => 1n),
      shape,
    ),
  })
  addWeighted(job.sums[window.text]!, output['sentence_embedding']!.data as Float32Array, window)
}

function finish(job: Job): void {
  jobs.delete(job.id)
  const packed = new Float32Array(job.sums.length * settings.dimensions)
  job.sums.forEach((sum, index) => {
    toUnitLength(sum)
    packed.set(sum, index * settings.dimensions)
  })
  port.postMessage({ id: job.id, result: packed } satisfies ThreadReply<Float32Array>, [packed.buffer])
}
