// Documents of a few words that the running service has processed.
import { upload } from './graphql.ts'
import { outcome } from './outcome.ts'
import { smallPdf } from './small-pdf.ts'

/** Named document-0.pdf, document-1.pdf, …, or as `name` says. Gives their ids. */
export async function completedDocuments(address: string, texts: string[], name?: string): Promise<string[]> {
  const ids: string[] = []
  for (const [index, text] of texts.entries()) {
    const { document } = await upload(address, { ...smallPdf(text), name: name ?? `document-${index}.pdf` })
    ids.push(document.id)
  }
  for (const id of ids) await outcome(address, id)
  return ids
}
