import { describe, expect, it } from 'vitest'
import type { Page } from '../extractor.ts'
import { chooseText } from './choose-text.ts'
import { isTrustworthy, needsOcr } from './needs-ocr.ts'

const page = (text: string): Page => ({
  number: 1,
  width: 612,
  height: 792,
  blocks: text.split('\n').map((line) => ({ text: line, level: 0, fontSize: 11, lines: [] })),
})

const PROSE =
  'The keeper of the light climbs the stairs in the evening and again before dawn, for the lamp must be trimmed and the ' +
  'glass must be cleaned, and nobody but the keeper and the two assistants who share the watch with him may do it.'

/** As a font shows it whose letters stand three places further on. */
const shifted = PROSE.replaceAll(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) - 29))

describe('a page is read by OCR', () => {
  it.each([
    ['that has no text', ''],
    ['that has only its number', '- 12 -'],
    ['whose letters are others than it shows', shifted],
    ['whose letters have no meaning', '\ue001\ue002\ue003 \ue004\ue005 \ue006\ue007\ue008 '.repeat(20)],
    ['some of whose letters have no meaning', PROSE.replaceAll('fi', '\ue001').replaceAll('ee', '\ue002')],
    ['whose letters could not be decoded', PROSE.replaceAll(/[aeiou]/g, '\ufffd')],
    [
      'whose words have no vowels',
      'Th kpr f th lght clmbs xtrq wrt plk mnb vcx zsd fgh jkl qwr tpl rtz xxp '.repeat(3),
    ],
  ])('%s', (_, text) => {
    expect(needsOcr(page(text))).toBe(true)
  })
})

it('a page is read by OCR that has no more than its header', () => {
  const header = { ...page('A header that all pages of the document have').blocks[0]!, running: true }
  expect(needsOcr({ ...page(''), blocks: [header] })).toBe(true)
})

describe('a page keeps its text', () => {
  const figures = Array.from({ length: 40 }, (_, i) => `2019-${i} ${i * 37}.5 (${i}) 1,2${i}0 % kWh`).join('\n')
  const names = 'Adelheid Bergmann Konrad Mertens Ottilie Sanders Benedikt Falkner Rosalind Whitaker Tobias Lindqvist '
  it.each([
    ['of prose', PROSE],
    [
      'of German',
      'Der Wärter steigt am Abend die Treppe hinauf und noch einmal vor dem Morgen, denn die Lampe. '.repeat(3),
    ],
    ['of Polish', 'Latarnik wchodzi wieczorem po schodach i jeszcze raz przed świtem, bo lampa musi być. '.repeat(3)],
    [
      'of Vietnamese',
      'Người gác hải đăng bước lên cầu thang mỗi buổi tối và một lần nữa trước bình minh, vì đèn phải được lau chùi sạch sẽ. '.repeat(
        3,
      ),
    ],
    ['of Chinese', '守塔人在傍晚登上楼梯，黎明前再登一次，因为灯芯必须修剪，玻璃必须擦拭。'.repeat(3)],
    ['of Japanese', 'ランプの芯を切り、ガラスを拭くために、灯台守は夕方に階段を上る。'.repeat(3)],
    ['of Arabic', 'يصعد الحارس الدرج في المساء ومرة أخرى قبل الفجر لأن المصباح يجب أن ينظف '.repeat(3)],
    ['of Russian', 'Смотритель поднимается по лестнице вечером и ещё раз перед рассветом. '.repeat(3)],
    ['of figures', figures],
    ['of names', names.repeat(4)],
    [
      'of code',
      'export const needsOcr = (page) => hasLittleText(page.text) || isNonsense(page.text); return null '.repeat(4),
    ],
    ['of part numbers', Array.from({ length: 60 }, (_, i) => `AX${i}B7 word${i}x1 9Z${i}`).join('\n')],
    ['with bullets of a symbol font', `${PROSE}\n\uf0b7 One\n\uf0b7 Two\n\uf0b7 Three\n\uf0b7 Four\n${PROSE}`],
    ['of few words', 'Chapter Twelve: Lighthouses'],
  ])('%s', (_, text) => {
    expect(needsOcr(page(text))).toBe(false)
  })
})

it('little text can be believed, nonsense cannot', () => {
  expect([isTrustworthy(page('- 12 -')), isTrustworthy(page(shifted))]).toEqual([true, false])
})

describe('of a page’s own text and what OCR has read of it', () => {
  const read = (text: string, confidence: number) => ({ ...page(text), version: '1', confidence })
  const chosen = (own: string, ...ocr: Parameters<typeof read>) => chooseText(page(own), read(...ocr))

  it('the reading is taken where it says more', () => {
    expect(chosen('- 12 -', PROSE, 93)).toEqual({ kind: 'page', page: page(PROSE), ocr: { confidence: 93 } })
    expect(chosen(shifted, PROSE, 60)).toMatchObject({ page: page(PROSE) })
  })

  it.each([
    ['says less', 'Chapter Twelve', 'Chap', 90],
    ['says the same', 'Chapter Twelve', 'Chapter Twelve', 95],
    ['is not sure', '', PROSE, 40],
  ])('the page’s own is kept where the reading %s', (_, own, text, confidence) => {
    expect(chosen(own, text, confidence)).toEqual({ kind: 'page', page: page(own) })
  })
})
