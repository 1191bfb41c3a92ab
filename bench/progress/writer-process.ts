// Writers of events, each of a document of its own, as a process of their own: as many transactions as they can.
import { createAnnouncer, PROGRESS_CHANNEL, type Announcer } from '../../core/announcer.ts'
import { openExistingDatabase, type Transaction } from '../../core/database.ts'
import { advanceJob, type JobReference } from '../../core/job.ts'
import { createLog } from '../../core/log.ts'
import { answerParent } from '../rig/helper-process.ts'
import { findJob, MOVE } from './event-writer.ts'
import { openLeanTransactions, type LeanTransactions } from './lean-transactions.ts'

/**
 * Who tells of an event: nobody; our announcer, after the commit; or the writing transaction itself, with a NOTIFY.
 */
export type Design = 'silent' | 'announcer' | 'notify-inside'

export type WriterRequest = { databaseUrl: string; documentIds: string[]; design: Design; ms: number }

type Opened = { transactions: LeanTransactions; announcer: Announcer; jobs: JobReference[] }

const log = createLog('warn')
let opened: Promise<Opened> | null = null

/** Answers with the number of commits. */
answerParent(async (request: WriterRequest) => {
  const { transactions, announcer, jobs } = await (opened ??= open(request))
  const end = performance.now() + request.ms
  let commits = 0
  const write = async (job: JobReference) => {
    while (performance.now() < end) {
      await transactions.commit(async (transaction) => {
        await advanceJob(transaction, job, MOVE)
        if (request.design === 'notify-inside') await notify(transaction, job.documentId)
      })
      if (request.design === 'announcer') announcer.documentMoved(job.documentId)
      commits++
    }
  }
  await Promise.all(jobs.map(write))
  return commits
})

async function open({ databaseUrl, documentIds }: WriterRequest): Promise<Opened> {
  const database = await openExistingDatabase({ databaseUrl, dataDir: '' }, log)
  const jobs = await Promise.all(documentIds.map((documentId) => findJob(database, documentId)))
  return {
    transactions: openLeanTransactions(databaseUrl, jobs.length),
    announcer: createAnnouncer(database, log),
    jobs,
  }
}

async function notify(transaction: Transaction, documentId: string): Promise<void> {
  await transaction.$executeRaw`select pg_notify(${PROGRESS_CHANNEL}, ${JSON.stringify([documentId])})`
}
