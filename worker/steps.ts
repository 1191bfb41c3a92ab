// Names the moments of a stage for whoever instruments a worker, by Node's own diagnostics_channel: the fault tests
// kill their workers at each of them. Without a listener it costs nothing.
import { channel } from 'node:diagnostics_channel'

const steps = channel('docmill:step')

/** `step`: such as "embed committing". */
export function reached(step: string): void {
  if (steps.hasSubscribers) steps.publish(step)
}
