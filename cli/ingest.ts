// `npm run ingest -- FILE… [--collection NAME] [--url ADDRESS]`: uploads files to a running service and shows how each
// of them gets on. Status 1 if any failed.
import { parseArgs } from 'node:util'

import { findOrCreateCollection } from './find-collection.ts'
import { ingestFile, type IngestTarget, type Outcome } from './ingest-file.ts'
import { openProgressDisplay } from './open-progress-display.ts'
import { ask, ConnectionError, RefusalError } from './service-client.ts'

const DEFAULT_ADDRESS = 'http://127.0.0.1:4000'

const USAGE = `Usage: npm run ingest -- FILE… [--collection NAME] [--url ADDRESS]

Uploads files to a running Docmill and shows how each becomes searchable.

  --collection NAME   puts them into this collection, which is made if there is none
  --url ADDRESS       where Docmill listens; otherwise DOCMILL_URL, otherwise ${DEFAULT_ADDRESS}`

/** Files at once: more would only wait for each other in the service's queue. */
const FILES_AT_ONCE = 16

/** What the person who called has to change. */
class UsageError extends Error {}

try {
  process.exitCode = await ingest(process.argv.slice(2))
} catch (error) {
  const known = error instanceof UsageError || error instanceof RefusalError || error instanceof ConnectionError
  console.error(known ? error.message : error)
  process.exitCode = 1
}

async function ingest(given: string[]): Promise<number> {
  const { values, positionals: paths } = parse(given)
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  if (paths.length === 0) throw new UsageError(`No file is named.\n\n${USAGE}`)
  const address = values.url ?? process.env['DOCMILL_URL'] ?? DEFAULT_ADDRESS
  await checkService(address)
  const collectionId = values.collection === undefined ? null : await findOrCreateCollection(address, values.collection)
  const display = openProgressDisplay(process.stdout)
  const outcomes = await ingestAll({ address, collectionId, display }, paths)
  display.close()
  if (paths.length > 1) console.log(summarize(outcomes))
  return outcomes.includes('failed') ? 1 : 0
}

function parse(given: string[]) {
  try {
    const text = { type: 'string' } as const
    const options = { collection: text, url: text, help: { type: 'boolean', short: 'h' } } as const
    return parseArgs({ args: given, allowPositionals: true, options })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`)
  }
}

async function checkService(address: string): Promise<void> {
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    throw new UsageError(`${address} is not an address: write it as ${DEFAULT_ADDRESS}`)
  }
  try {
    await ask(address, '{ viewer { id } }')
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    throw new UsageError(
      `${error.message}.\nStart Docmill with \`npm start\`, or name its address with --url or DOCMILL_URL.`,
    )
  }
}

async function ingestAll(target: IngestTarget, paths: string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = paths.entries()
  const work = async () => {
    for (const [index, path] of waiting) outcomes[index] = await ingestFile(target, index, path)
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work))
  return outcomes
}

function summarize(outcomes: Outcome[]): string {
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length
  return `${outcomes.length} files: ${count('searchable')} now searchable, ${count('duplicate')} known before, ${count('failed')} failed`
}
