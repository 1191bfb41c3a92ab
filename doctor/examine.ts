// Looks for everything in a database that should not be so, and tells it to a person.
import type { Database } from '../core/database.ts'
import { findViolations, type Violation } from '../core/invariants.ts'
import { findDamagedFiles } from './damaged-files.ts'

/** `deep`: reads the originals too. */
type Examination = { deep: boolean; print: (line: string) => void }

/** Gives whether nothing was found. */
export async function examine(database: Database, { deep, print }: Examination): Promise<boolean> {
  const violations = await findViolations(database)
  if (deep) violations.push(...(await findDamagedFiles(database)))
  for (const violation of violations) print(describe(violation))
  const documents = await database.prisma.document.count()
  print(
    `${violations.length === 0 ? 'no violations' : count(violations.length, 'violation')} in ${count(documents, 'document')}`,
  )
  return violations.length === 0
}

function describe({ name, id, problem, remedy }: Violation): string {
  return `${name} ${id}: ${problem}\n  → ${remedy}`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
