// Counts each user's live connections: WebSockets and event streams alike, for each costs memory as long as it lasts.

export interface LiveConnections {
  /** How many a user may have in this process. */
  readonly mostPerUser: number
  /** How many there are now, of all users. */
  readonly count: number
  /** What was written to them and not sent yet, because their clients do not read. */
  readonly unsentBytes: number
  /** Gives the function that frees the place again, or null where the user has no place left. */
  enter(userId: string, unsentBytes: () => number): (() => void) | null
}

export function createLiveConnections(mostPerUser: number): LiveConnections {
  const byUser = new Map<string, Set<() => number>>()
  const all = () => [...byUser.values()].flatMap((places) => [...places])
  return {
    mostPerUser,
    get count() {
      return all().length
    },
    get unsentBytes() {
      return all().reduce((sum, unsentBytes) => sum + unsentBytes(), 0)
    },
    enter(userId, unsentBytes) {
      const places = byUser.get(userId) ?? new Set()
      if (places.size >= mostPerUser) return null
      const place = () => unsentBytes()
      byUser.set(userId, places.add(place))
      return () => {
        places.delete(place)
        if (places.size === 0 && byUser.get(userId) === places) byUser.delete(userId)
      }
    },
  }
}
