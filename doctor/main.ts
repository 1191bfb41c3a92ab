// `npm run doctor`: prints whatever is wrong with the configured database, and what to do about it. Changes nothing.
// `-- --deep` also reads every original and compares it with its hash. Status: 0 healthy, 1 not, or not examined.
import { ConfigError, readConfig } from '../core/config.ts'
import { DatabaseError } from '../core/database-error.ts'
import { openExistingDatabase } from '../core/database.ts'
import { createLog } from '../core/log.ts'
import { examine } from './examine.ts'

try {
  const config = readConfig()
  const database = await openExistingDatabase(config, createLog(config.logLevel, { process: 'doctor' }))
  const healthy = await examine(database, { deep: process.argv.includes('--deep'), print: console.log })
  await database.close()
  process.exitCode = healthy ? 0 : 1
} catch (error) {
  const explained = error instanceof DatabaseError || error instanceof ConfigError
  console.error(`docmill doctor: ${error instanceof Error ? (explained ? error.message : error.stack) : String(error)}`)
  process.exitCode = 1
}
