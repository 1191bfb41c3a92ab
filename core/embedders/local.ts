// The embedder that needs no network: all-MiniLM-L6-v2 in int8 (see models/README.md), run by ONNX Runtime in a thread.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Embedder } from '../embedder.ts'
import { refuseOversizedBatch } from './batch-limit.ts'
import { LazyThread } from './lazy-thread.ts'
import type { LocalRequest, LocalSettings } from './local-thread.ts'

// Otherwise ONNX Runtime keeps a device id in the home folder and log files for Microsoft's telemetry. It reads the
// process's own environment, so this must stand here and not in the thread.
// oxlint-disable-next-line no-process-env
process.env['ORT_DISABLE_TELEMETRY'] = '1'

const DIMENSIONS = 384

// 32 passages are 0.3 s (40 tokens each) to 2 s (250 tokens) of work: a worker's progress moves.
const BATCH_SIZE = 32

// One core is left to the main thread and the database: on two busy cores, two threads made 4 to 7 passages/s and one
// made 16, because ONNX Runtime's threads spin while they wait for each other. More than four have too little to share.
const THREADS = Math.min(Math.max(availableParallelism() - 1, 1), 4)

const MODEL_FOLDER = new URL('../../models/all-MiniLM-L6-v2/', import.meta.url)

interface LocalEmbedderOptions {
  /** Where the model lies; the repository's own by default. A URL that ends in a slash. */
  readonly folder?: URL
}

/** Costs nothing until the first `embed`, which starts the thread. */
export function localEmbedder({ folder = MODEL_FOLDER }: LocalEmbedderOptions = {}): Embedder {
  const files = {
    model: new URL('model-int8.onnx', folder),
    tokenizer: new URL('tokenizer.json', folder),
    tokenizerConfig: new URL('tokenizer_config.json', folder),
  }
  const settings: LocalSettings = {
    model: files.model.href,
    tokenizer: files.tokenizer.href,
    tokenizerConfig: files.tokenizerConfig.href,
    dimensions: DIMENSIONS,
    threads: THREADS,
  }
  const thread = new LazyThread<LocalRequest, Float32Array>(new URL('./local-thread.ts', import.meta.url), settings)

  return {
    model: 'all-MiniLM-L6-v2-int8',
    dimensions: DIMENSIONS,
    batchSize: BATCH_SIZE,
    async embed(texts, purpose, signal) {
      refuseOversizedBatch(texts, BATCH_SIZE)
      signal.throwIfAborted()
      if (texts.length === 0) return []
      for (const file of Object.values(files)) requireFile(file)
      const packed = await thread.call({ texts, urgent: purpose === 'query' }, signal)
      // Copies, because a view would keep the vectors of the whole batch in memory.
      return texts.map((_, index) => packed.slice(index * DIMENSIONS, (index + 1) * DIMENSIONS))
    },
    close: () => thread.close(),
  }
}

function requireFile(file: URL): void {
  if (existsSync(file)) return
  throw new Error(`The local embedding model is incomplete: ${file.pathname} is missing. See models/README.md.`)
}
