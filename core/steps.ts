// Names the moments of the work for whoever instruments a process, by Node's own diagnostics_channel: the fault tests
// kill and stop their processes at each of them. Without a listener it costs nothing.
import { channel } from 'node:diagnostics_channel'

const steps = channel('docmill:step')

/** `step`: such as "embed committing". */
export function reached(step: string): void {
  if (steps.hasSubscribers) steps.publish(step)
}
