import type { DocumentSummary } from './load-documents.ts'

/** A number and its unit stay on one line. */
const SPACE = '\u00A0'

/** What is known of a document, in one line. */
export function DocumentFacts({ document }: { document: DocumentSummary }) {
  const { title, filename, pageCount, chunkCount, ocr, byteSize, collection, createdAt } = document
  const facts = [
    title?.trim() && title.trim() !== filename ? filename : null,
    pageCount == null ? null : counted(pageCount, 'page'),
    ocr ? `${counted(ocr.pageCount, 'page')} read by OCR, ${Math.round(ocr.meanConfidence)}${SPACE}% sure` : null,
    chunkCount == null ? null : counted(chunkCount, 'passage'),
    sizeOf(byteSize),
    collection ? `in ${collection.name}` : null,
  ]
  return (
    <p className="facts">
      {facts.filter((fact) => fact !== null && fact !== '').join(' · ')}
      {' · '}
      <time dateTime={createdAt} title={new Date(createdAt).toLocaleString('en')}>
        {new Date(createdAt).toLocaleDateString('en', { dateStyle: 'medium' })}
      </time>
    </p>
  )
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')}${SPACE}${noun}${count === 1 ? '' : 's'}`
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1_000)).toLocaleString('en')}${SPACE}kB`
  return `${(bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 })}${SPACE}MB`
}
