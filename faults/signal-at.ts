// Loaded into a process with --import: the process sends itself a signal when it reaches a step for the nth time.
// FAULT_SIGNAL_AT says which, such as "SIGKILL 2 embed committing".
import { subscribe } from 'node:diagnostics_channel'

const [signal, nth, ...words] = process.env['FAULT_SIGNAL_AT']!.split(' ')
const step = words.join(' ')
let left = Number(nth)

subscribe('docmill:step', (reached) => {
  if (reached === step && --left === 0) process.kill(process.pid, signal)
})
