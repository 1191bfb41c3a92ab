// A small PowerPoint presentation for tests: each page is a slide, its level 1 headings are titles.
import { escapeXml, makeArchive, type Parts } from './make-archive.ts'
import type { MadeBlock, MadeDocument } from './made-document.ts'
import { coreProperties, OFFICE_RELATIONSHIPS, relationships } from './make-office-parts.ts'

const NAMESPACES = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${OFFICE_RELATIONSHIPS}"
  xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`

export function makePptx(document: MadeDocument): Uint8Array<ArrayBuffer> {
  return makeArchive(pptxParts(document))
}

export function pptxParts(document: MadeDocument): Parts {
  const { pages } = document
  // The files' numbers run against the order of the slides, which only the presentation knows.
  const names = pages.map((_, i) => `slide${pages.length - i}.xml`)
  const overrides = names.map(
    (name) => `<Override PartName="/ppt/slides/${name}"
      ContentType="application/vnd.openxmlformats-officedocument.presentationml.slide+xml"/>`,
  )
  return {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml"
      ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/>${overrides.join('')}</Types>`,
    '_rels/.rels': relationships(
      [`${OFFICE_RELATIONSHIPS}/officeDocument`, 'ppt/presentation.xml'],
      ['http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ),
    'docProps/core.xml': coreProperties(document),
    'ppt/presentation.xml': `<p:presentation ${NAMESPACES}><p:sldIdLst>${pages
      .map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i + 1}"/>`)
      .join('')}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(
      ...names.map((name): [string, string] => [`${OFFICE_RELATIONSHIPS}/slide`, `slides/${name}`]),
    ),
    ...Object.fromEntries(pages.map((blocks, i) => [`ppt/slides/${names[i]}`, slideOf(blocks)])),
  }
}

const slideOf = (blocks: MadeBlock[]): string =>
  `<p:sld ${NAMESPACES}><p:cSld><p:spTree>${blocks.map(shapeOf).join('')}</p:spTree></p:cSld></p:sld>`

function shapeOf(block: MadeBlock): string {
  if (typeof block === 'string') return shape([block])
  if ('heading' in block) return shape([block.heading], block.level === 1 ? '<p:ph type="title"/>' : '')
  if ('list' in block) return shape(block.list, '<p:ph idx="1"/>')
  const rows = block.table.map(
    (cells) => `<a:tr>${cells.map((cell) => `<a:tc><a:txBody>${paragraph(cell)}</a:txBody></a:tc>`).join('')}</a:tr>`,
  )
  return `<p:graphicFrame><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>
    ${rows.join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`
}

const shape = (texts: string[], placeholder = ''): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr/><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr><p:spPr/>
    <p:txBody><a:bodyPr/>${texts.map(paragraph).join('')}</p:txBody></p:sp>`

const paragraph = (text: string): string => `<a:p><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`
