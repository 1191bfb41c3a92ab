// How every process of Docmill starts and stops: problems are told to a person in words, SIGTERM and SIGINT stop it
// cleanly, a second one at once.
import { ConfigError, type Config } from './config.ts'
import { createLog, type Log } from './log.ts'
import { openServices } from './open-services.ts'
import type { Services } from './services.ts'

/** What a process does with its services: `ready` is what it says once it serves. */
export type Running = { ready: string; close(): Promise<void> }

export type ProcessOptions<AnyConfig extends Config> = {
  name: string
  readConfig: () => AnyConfig
  /** Whether this process looks after jobs whose worker died. */
  supervise: boolean
  start(services: Services, config: AnyConfig): Promise<Running>
}

/** After this long, a shutdown that does not end is ended. */
const SHUTDOWN_LIMIT_MS = 15_000

/** Resolves once the process serves; whatever keeps it from that ends it with status 1. */
export async function runProcess<AnyConfig extends Config>(options: ProcessOptions<AnyConfig>): Promise<void> {
  try {
    const config = options.readConfig()
    const log = createLog(config.logLevel, { process: options.name, pid: process.pid })
    const running = await startWithServices(options, config, log)
    stopOnSignals(running, log)
    console.log(running.ready)
  } catch (error) {
    console.error(explain(options.name, error))
    process.exit(1)
  }
}

async function startWithServices<AnyConfig extends Config>(
  { supervise, start }: ProcessOptions<AnyConfig>,
  config: AnyConfig,
  log: Log,
): Promise<Running> {
  const services = await openServices(config, supervise, log)
  try {
    const { ready, close } = await start(services, config)
    return {
      ready,
      async close() {
        await close()
        await services.close()
      },
    }
  } catch (error) {
    await services.close()
    throw error
  }
}

function stopOnSignals(running: Running, log: Log): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref()
    try {
      await running.close()
      process.exit(0)
    } catch (error) {
      log.error({ err: error }, 'the process did not stop cleanly')
      process.exit(1)
    }
  }
  process.on('SIGTERM', (signal) => void stop(signal))
  process.on('SIGINT', (signal) => void stop(signal))
}

/** Errors whose message says all that a person needs. */
const EXPLAINED = new Set(['DatabaseError', 'AddressError'])

function explain(name: string, error: unknown): string {
  if (error instanceof ConfigError)
    return `docmill ${name}: the environment is not right:\n${error.message.replaceAll(/^/gm, '  ')}`
  if (error instanceof Error && EXPLAINED.has(error.name)) return `docmill ${name}: ${error.message}`
  return `docmill ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
