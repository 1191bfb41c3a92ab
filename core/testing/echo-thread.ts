// The thread of lazy-thread.test.ts: echoes, and on demand holds its answer for ever, fails or crashes.
import { parentPort, threadId } from 'node:worker_threads'
import type { ThreadCall, ThreadReply } from '../embedders/lazy-thread.ts'

export type EchoRequest = 'echo' | 'hold' | 'fail' | 'crash'

parentPort!.on('message', (call: ThreadCall<EchoRequest>) => {
  if ('cancelled' in call || call.request === 'hold') return
  if (call.request === 'crash') throw new Error('crashed on demand')
  const { id } = call
  const reply: ThreadReply<number> =
    call.request === 'fail' ? { id, error: new Error('failed on demand') } : { id, result: threadId }
  parentPort!.postMessage(reply)
})
