// How a reading in a child ends other than by its own word.

export class ChildDeath extends Error {
  /** 'stopped' is by us or by who stops the service: it says nothing about the file. */
  readonly by: 'memory' | 'crash' | 'stopped'

  constructor(message: string, by: ChildDeath['by']) {
    super(message)
    this.by = by
  }
}

export class ChildTimeout extends Error {}
