// Opens what a process needs, in order, and closes it in the opposite order.
import { createAnnouncer } from './announcer.ts'
import type { Config, EmbeddingConfig } from './config.ts'
import { openDatabase, type Database } from './database.ts'
import type { SharedEmbedder } from './embedder.ts'
import { governedEmbedder } from './embedders/governed.ts'
import type { Governor } from './governor.ts'
import type { Log } from './log.ts'
import { openGovernor } from './providers/open-governor.ts'
import { openQueue } from './queue.ts'
import type { Services } from './services.ts'
import { ensureVectorIndex } from './vector-index.ts'

export type OpenServices = Services & { close(): Promise<void> }

/** `supervise`: whether this process looks after jobs whose worker died. Throws DatabaseError. */
export async function openServices(config: Config, supervise: boolean, log: Log): Promise<OpenServices> {
  return openServicesOn(await openDatabase(config, log), config, supervise, log)
}

/** The same on a database that is open already, and becomes the services' own to close. */
export async function openServicesOn(
  database: Database,
  config: Pick<Config, 'embeddings' | 'providerLimits' | 'search'>,
  supervise: boolean,
  log: Log,
): Promise<OpenServices> {
  const closing = [() => database.close()]
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  try {
    const queue = await openQueue(database, supervise, log)
    closing.push(() => queue.close())
    const governor = openGovernor(database, config.providerLimits)
    const embedder = await openEmbedder(config.embeddings, governor)
    closing.push(() => embedder.close())
    const formerEmbedders = await openFormerEmbedders(config.embeddings)
    for (const former of formerEmbedders) closing.push(() => former.close())
    await ensureVectorIndex(database, embedder)
    const announcer = createAnnouncer(database, log)
    closing.push(() => announcer.close())
    const searchSettings = config.search
    return { database, queue, announcer, embedder, formerEmbedders, governor, searchSettings, log, close }
  } catch (error) {
    await close()
    throw error
  }
}

// Each provider is loaded only where it is used: a runtime for models or an SDK is memory that others can do without.
// The local one is this process's own, and nobody limits or bills it.
async function openEmbedder(config: EmbeddingConfig, governor: Governor): Promise<SharedEmbedder> {
  if (config.provider === 'local') return (await import('./embedders/local.ts')).localEmbedder()
  const embedder =
    config.provider === 'cohere'
      ? (await import('./embedders/cohere.ts')).cohereEmbedder(config)
      : await (await import('./embedders/openai.ts')).openaiEmbedder(config)
  return governedEmbedder(embedder, config.provider, governor)
}

/** The local one needs no key, and costs nothing before it is asked: whoever left it for a provider searches on meanwhile. */
async function openFormerEmbedders({ provider }: EmbeddingConfig): Promise<SharedEmbedder[]> {
  return provider === 'local' ? [] : [(await import('./embedders/local.ts')).localEmbedder()]
}
