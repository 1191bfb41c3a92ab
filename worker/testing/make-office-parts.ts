// What all of Office's formats have in their archives.
import { escapeXml } from './make-archive.ts'
import type { MadeDocument } from './made-document.ts'

export const OFFICE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** Their ids are rId1, rId2, … */
export function relationships(...targets: [type: string, target: string][]): string {
  const entries = targets.map(
    ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${type}" Target="${target}"/>`,
  )
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join('')}</Relationships>`
}

export function coreProperties({ title, author, language }: MadeDocument): string {
  const elements = [
    title !== undefined && `<dc:title>${escapeXml(title)}</dc:title>`,
    author !== undefined && `<dc:creator>${escapeXml(author)}</dc:creator>`,
    language !== undefined && `<dc:language>${language}</dc:language>`,
  ]
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${elements.filter(Boolean).join('')}
    <dcterms:created xsi:type="dcterms:W3CDTF">2024-01-02T03:04:05Z</dcterms:created></cp:coreProperties>`
}
