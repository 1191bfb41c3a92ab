// For tests that run a stage themselves.
import type { Shutdown } from '../run-stage.ts'

export const NEVER: Shutdown = { begun: new AbortController().signal, over: new AbortController().signal }
