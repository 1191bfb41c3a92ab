/** An estimate as people say it, such as "about 20 s left". */
export function describeTimeLeft(seconds: number): string {
  if (seconds < 60) return `about ${seconds} s left`
  if (seconds < 3_600) return `about ${Math.round(seconds / 60)} min left`
  return `about ${Math.round(seconds / 3_600)} h left`
}
