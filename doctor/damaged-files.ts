// Compares the bytes of every original with the hash it was stored under: reads all of them, part by part.
import { createHash } from 'node:crypto'

import type { Database } from '../core/database.ts'
import { readFileParts } from '../core/file-store.ts'
import type { Violation } from '../core/invariants.ts'

export async function findDamagedFiles(database: Database): Promise<Violation[]> {
  const found: Violation[] = []
  const files = await database.prisma.file.findMany({ select: { id: true, ownerId: true, contentHash: true } })
  for (const file of files) {
    const hash = createHash('sha256')
    for await (const part of readFileParts(database, file)) hash.update(part)
    const actual = hash.digest('hex')
    if (actual === file.contentHash || !(await isStillThere(database, file.id))) continue
    found.push({
      name: 'files-have-their-hash',
      id: file.id,
      problem: `the bytes have the hash ${actual}, not ${file.contentHash}`,
      remedy: 'the original is damaged: delete the document and upload it again, or restore a backup',
    })
  }
  return found
}

/** One that was deleted while it was read is not damaged. */
async function isStillThere({ prisma }: Database, id: string): Promise<boolean> {
  return (await prisma.file.count({ where: { id } })) > 0
}
