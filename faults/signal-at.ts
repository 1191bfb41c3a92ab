// Loaded into a process with --import: the process sends itself a signal when it reaches a step for the nth time. Which,
// such as "SIGKILL 2 embed committing", FAULT_SIGNAL_AT says, and later each message of its parent.
import { subscribe } from 'node:diagnostics_channel'

let signal = ''
let step = ''
let left = 0

function arm(moment: string): void {
  const [name, nth, ...words] = moment.split(' ')
  signal = name!
  step = words.join(' ')
  left = Number(nth)
}

const first = process.env['FAULT_SIGNAL_AT']
if (first) arm(first)

process.on('message', (moment: string) => {
  arm(moment)
  process.send!('armed')
})
// It ends when its work does.
process.channel?.unref()

subscribe('docmill:step', (reached) => {
  if (reached === step && --left === 0) process.kill(process.pid, signal)
})
