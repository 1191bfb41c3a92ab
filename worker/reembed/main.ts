// `npm run reembed`: after a change of the embedding provider, embeds anew what another model has embedded, and shows how
// far it is. It works itself, beside any other workers of the same PostgreSQL; ended at any moment, it goes on when it
// is started again. Status: 0 where none is left.
import { ConfigError, readConfig } from '../../core/config.ts'
import { DatabaseError } from '../../core/database-error.ts'
import { inNumbers } from '../../core/in-numbers.ts'
import { createLog } from '../../core/log.ts'
import { openServices } from '../../core/open-services.ts'
import { startWorker } from '../start-worker.ts'
import { reembedDocuments, type ReembedProgress } from './reembed-documents.ts'

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())

try {
  const config = readConfig()
  const services = await openServices(config, true, createLog(config.logLevel, { process: 'reembed' }))
  const { model, dimensions } = services.embedder
  console.log(`Embedding by ${model} (${dimensions} dimensions) what another model has embedded`)
  const worker = await startWorker(services, config)
  const { done, failed, total } = await reembedDocuments(services, stop.signal, showProgress())
  await worker.close()
  await services.close()
  const left = total - done
  console.log(`\n${inNumbers(done, 'document')} of ${total} embedded anew`)
  if (left > 0) console.log(`${left} are left, ${failed} of them failed: npm run reembed goes on with them`)
  process.exit(left > 0 ? 1 : 0)
} catch (error) {
  const explained = error instanceof DatabaseError || error instanceof ConfigError
  console.error(
    `docmill reembed: ${error instanceof Error ? (explained ? error.message : error.stack) : String(error)}`,
  )
  process.exit(1)
}

/** A line that is rewritten on a terminal, and one for each change elsewhere. */
function showProgress(): (progress: ReembedProgress) => void {
  const startedAt = performance.now()
  let last = ''
  return ({ done, failed, total }) => {
    const seconds = (performance.now() - startedAt) / 1000
    const left = done > 0 && done < total ? `, about ${Math.ceil((seconds / done) * (total - done))} s left` : ''
    const counted = `${done} of ${inNumbers(total, 'document')}${failed > 0 ? `, ${failed} failed` : ''}`
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${counted}${left}`)
    else if (counted !== last) console.log(counted + left)
    last = counted
  }
}
