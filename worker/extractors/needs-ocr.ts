// Whether the text a page carries is the text it shows: a scan carries none, a broken font or a bad earlier OCR
// nonsense. Pure. A page sent to OCR for nothing costs seconds; a good one must never be replaced.
import type { Page } from '../extractor.ts'

const FEWEST_CHARACTERS = 25
/** A page with fewer that a picture covers may be a scan, with the line of a fax, a stamp or a scanner's name on it. */
export const FEW_CHARACTERS = 200
/** To judge by: a page may have millions. */
const ENOUGH_CHARACTERS = 20_000
/** In a language that has them, a third to a half of all words are among its hundred commonest. */
const LEAST_STOP_WORDS = 0.1
/** Of a page of names, figures or code most words still look like words. */
const LEAST_WORDLIKE = 0.6
/** Fewer words prove nothing. */
const FEWEST_WORDS = 40
const MOST_STRANGE = 0.005

/** Symbols of a font without a meaning of their own; U+FFFD is what a decoder writes where it failed. */
const STRANGE = /[\p{Co}\p{Cc}\p{Cn}\ufffd]/gu
const LATIN_WORD = /^\p{Script=Latin}+(?:['’]\p{Script=Latin}+)?$/u
const VOWEL = /[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýāąēęěėīįıōőœūůűųŷÿ]/iu
/** "tHe", "aBc": letters of a font whose capitals and small letters are mixed up. */
const MIXED_CASE = /\p{Ll}\p{Lu}\p{Ll}/u

export function needsOcr(page: Page): boolean {
  return page.isPicture === true || hasLittleText(page) || isNonsense(ownTextOf(page))
}

export const hasLittleText = (page: Page): boolean => ownTextOf(page).replaceAll(/\s/g, '').length < FEWEST_CHARACTERS

const ownTextOf = (page: Page): string => textOf({ blocks: page.blocks.filter((block) => !isRunning(block)) })

/** A scan may have a header that was put on it later. */
const isRunning = (block: object): boolean => 'running' in block && block.running === true

/** Whether the page's own text, little as it is, can be believed. */
export const isTrustworthy = (page: Page): boolean => !isNonsense(textOf(page))

/** How many characters stand in what looks like words or numbers: to tell which of two readings says more. */
export function readableCharacters(page: Pick<Page, 'blocks'>): number {
  return wordsOf(textOf(page)).reduce((sum, word) => sum + (isReadable(word) ? word.length : 0), 0)
}

function textOf({ blocks }: Pick<Page, 'blocks'>): string {
  let text = ''
  for (const block of blocks) {
    text += `${block.text.slice(0, ENOUGH_CHARACTERS)}\n`
    if (text.length > ENOUGH_CHARACTERS) break
  }
  return text
}

const isNonsense = (text: string): boolean => isStrange(text) || isNoLanguage(text)

function isStrange(text: string): boolean {
  // One alone is a bullet, a tick or an arrow of a symbol font, and harmless.
  const words = text.split(/\s+/).filter((word) => /^.{2}/su.test(word))
  const characters = words.join('')
  return (characters.match(STRANGE)?.length ?? 0) > MOST_STRANGE * characters.length
}

/** Only of Latin script: other scripts, figures and formulas have no stop words here, and are believed. */
function isNoLanguage(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (latin < letters / 2) return false
  const tokens = wordsOf(text)
  const words = tokens.filter((word) => LATIN_WORD.test(word))
  // Letters with other signs among them than people write, as in a shifted alphabet.
  const garbled = tokens.filter((token) => /\p{L}/u.test(token) && !LATIN_WORD.test(token) && !isOrdinary(token))
  const count = words.length + garbled.length
  // Most of it figures: a table, whose few words are units and names.
  if (count < FEWEST_WORDS || count < tokens.length / 2) return false
  const stopWords = words.filter((word) => STOP_WORDS.has(word.toLowerCase()))
  if (stopWords.length >= LEAST_STOP_WORDS * count) return false
  const long = [...words.filter((word) => word.length > 2), ...garbled]
  return long.filter(isWordlike).length < LEAST_WORDLIKE * long.length
}

/** Without the punctuation around them. */
const wordsOf = (text: string): string[] =>
  text.split(/[\s/—–…|]+/).flatMap((token) => token.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || [])

/** Vowels may carry accents, as in Vietnamese more than one. */
const isWordlike = (word: string): boolean =>
  LATIN_WORD.test(word) && VOWEL.test(word.normalize('NFD')) && !MIXED_CASE.test(word)

/** "well-known", "A4", "B12-7", "e.g", "x_1", "name@host": letters and more, as people write them. */
const isOrdinary = (token: string): boolean =>
  /[\d\-.'’_@:&+,=]/.test(token) && /^[\p{L}\p{N}]+(?:[-.'’_@:&+,=]+[\p{L}\p{N}]+)*$/u.test(token)

const isReadable = (word: string): boolean =>
  /^[\d.,:%-]+$/.test(word) || isOrdinary(word) || !/\p{Script=Latin}/u.test(word) || isWordlike(word)

/** The commonest words of fifteen languages in Latin script. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `the of and to in a is that for it as was with be by on not he his are this or at from which but have an had they you
  were their one all we can has there been if more when will would who so no she do its any may shall other such our
  der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach
  wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man
  le la les et des de du un une est en que qui dans pour sur pas plus par au avec ce il sont ou se aux cette mais ne son
  el los las y del se por con para su al lo como más o pero sus le ha es una no
  di che il e per non con del della si da sono gli dei nel alla più anche le al dalla
  o os as que do da em um uma para com não na no dos por mais se ao das à foi ser
  het een van en dat niet te zijn op voor met die aan er maar om ook als bij nog uit naar door
  i w na z się nie do że jest to o jak za od po przez ale czy dla są
  och att det som på är av för med den inte om ett men var jag har till de kan så
  og at på det er til ikke som med av for har en et fra vi kan
  ja on ei se että hän oli mutta joka kun niin ovat
  a se na v je že s z do o to i za by jako pro ale jsou podle
  és az egy hogy nem is ez meg csak volt
  și în de cu la pe nu este să din care o mai un
  ve bir bu da de için ile olarak daha çok olan`
    .split(/\s+/)
    .filter((word) => word !== ''),
)
