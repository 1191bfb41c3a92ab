// A clock that all processes of this machine share, and that nobody sets: CLOCK_MONOTONIC.

/** Milliseconds, with fractions. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
