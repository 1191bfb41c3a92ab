// A generator that waits for an event cannot be told to return: it first has to get on. Here `return()` aborts a
// signal that the generator's waits listen to, so that an unsubscribed client costs nothing from then on.

/**
 * Takes a generator function that is given the signal; gives an iterator whose `return` ends the waits too. `controller`:
 * for whoever has begun something before, which the signal must end even where the generator never starts.
 */
export function stoppable<Value>(
  generate: (signal: AbortSignal) => AsyncGenerator<Value, void>,
  controller = new AbortController(),
): AsyncIterableIterator<Value> {
  const generator = generate(controller.signal)
  return {
    next: () => generator.next(),
    return() {
      controller.abort()
      return generator.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
