// Excel stores a date as the number of its day, and only the cell's style tells that it is one. officeparser gives the
// number; so the cells are rewritten before it reads them.
import type { Archive } from './open-archive.ts'

const SHEET = /^xl\/worksheets\/[^/]+\.xml$/
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 36, 45, 46, 47, 50, 57])
const NUMBER_CELL = /<c\b([^<>]*?\bs="(\d{1,6})"[^<>]*)>\s*<v>(\d{1,7}(?:\.\d{1,20})?)<\/v>\s*<\/c>/g
const DAY_MS = 86_400_000

export function spellDates(archive: Archive): void {
  const dateStyles = findDateStyles(textOf(archive, 'xl/styles.xml'))
  if (dateStyles.size === 0) return
  // Days count from 1899-12-30, as 1900 was no leap year; from 1904 in files of old Macs.
  const from1904 = /<workbookPr\b[^>]*\bdate1904="(?:1|true)"/.test(textOf(archive, 'xl/workbook.xml'))
  const dayZero = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)
  for (const name of Object.keys(archive).filter((name) => SHEET.test(name))) {
    const spelled = textOf(archive, name).replaceAll(
      NUMBER_CELL,
      (cell, attributes: string, style: string, value: string) => {
        if (!dateStyles.has(Number(style)) || /\bt="(?!n")/.test(attributes)) return cell
        return `<c${attributes.replaceAll(/\st="n"/g, '')} t="str"><v>${spell(dayZero, Number(value))}</v></c>`
      },
    )
    archive[name] = Buffer.from(spelled)
  }
}

/** The indexes of the cell styles that show a date or a time. */
function findDateStyles(styles: string): Set<number> {
  const formats = new Set(BUILT_IN_DATES)
  for (const [element] of styles.matchAll(/<numFmt\b[^>]*>/g)) {
    if (isDateFormat(attribute(element, 'formatCode'))) formats.add(Number(attribute(element, 'numFmtId')))
  }
  const cellStyles = /<cellXfs\b[\s\S]*?<\/cellXfs>/.exec(styles)?.[0] ?? ''
  const dates = [...cellStyles.matchAll(/<xf\b[^>]*>/g)].map(([element]) =>
    formats.has(Number(attribute(element, 'numFmtId'))),
  )
  return new Set(dates.flatMap((isDate, index) => (isDate ? [index] : [])))
}

/** Has letters of a date outside its quoted texts, colours and currencies. */
const isDateFormat = (code: string): boolean =>
  /[dmyhs]/i.test(code.replaceAll(/&quot;.*?&quot;|\\.|\[(?!h|m|s)[^\]]*\]|general/gi, ''))

const attribute = (element: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? ''

function spell(dayZero: number, days: number): string {
  // Excel rounds to the second what it cannot write as a fraction.
  const moment = new Date(Math.round((dayZero + days * DAY_MS) / 1000) * 1000)
  if (Number.isNaN(moment.getTime())) return String(days)
  const [date, time] = moment.toISOString().slice(0, 19).split('T') as [string, string]
  if (days < 1) return time
  return time === '00:00:00' ? date : `${date} ${time}`
}

const textOf = (archive: Archive, name: string): string => Buffer.from(archive[name] ?? []).toString()
