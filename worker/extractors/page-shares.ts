// How a large document is shared out among several children: in stripes of pages, so that all are at work on what the
// parent takes next, and nobody holds more than a few pages. Pure.
import { WINDOW, type Share } from './reader-protocol.ts'

/** Fewer pages are read before a second child has opened the document. */
export const FEWEST_SHARED_PAGES = 64

/** A child may be ahead of its parent by as many events: a stripe. */
const STRIPE = WINDOW

/** Whose page it is, of so many children. */
export function readerOf(page: number, pageCount: number, children: number): number {
  return pageCount < FEWEST_SHARED_PAGES ? 0 : Math.floor((page - 1) / STRIPE) % children
}

export function pagesOfShare(pageCount: number, { index, of }: Share): number[] {
  const pages: number[] = []
  for (let page = 1; page <= pageCount; page++) if (readerOf(page, pageCount, of) === index) pages.push(page)
  return pages
}
