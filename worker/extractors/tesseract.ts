// Tesseract as WebAssembly, without tesseract.js's thread around it: a child reads one page at a time anyway, and its
// memory limit then counts one heap. Nothing is downloaded: engine and language come from their npm packages. Runs in
// the child.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import { PermanentError } from '../../core/errors.ts'
import type { Raster } from './raster.ts'

type Bounds = { x0: number; y0: number; x1: number; y1: number }

/** Places are in pixels; confidence is of 100. */
export type ReadLine = { text: string; confidence: number; bbox: Bounds; rowAttributes: { rowHeight: number } }
export type ReadBlock = { paragraphs: { lines: ReadLine[] }[] }
export type Reading = { confidence: number; blocks: ReadBlock[] }

export type Tesseract = (raster: Raster, dotsPerInch: number) => Reading

type Api = {
  Init(folder: string, language: string, engine: number): number
  SetImageFile(orientation: number, angle: number): number
  SetSourceResolution(dotsPerInch: number): void
  Recognize(monitor: null): number
  MeanTextConf(): number
  GetJSONText(): string
  Clear(): void
}
type Core = { FS: { writeFile(path: string, bytes: Uint8Array): void }; TessBaseAPI: new () => Api }
type StartCore = (options: Record<string, (text: string) => void>) => Promise<Core>
type GetCore = (engine: number, corePath: string, progress: { progress(): void }) => Promise<StartCore>

const LSTM_ONLY = 1

export async function openTesseract(): Promise<Tesseract> {
  const require = createRequire(import.meta.url)
  // Chooses the build by what the processor can do.
  const getCore = require('tesseract.js/src/worker-script/node/getCore.js') as GetCore
  const startCore = await getCore(LSTM_ONLY, '', { progress() {} })
  const core = await startCore({ TesseractProgress() {}, print() {}, printErr() {} })
  const language = require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz')
  core.FS.writeFile('/eng.traineddata', gunzipSync(readFileSync(language)))
  const api = new core.TessBaseAPI()
  if (api.Init('/', 'eng', LSTM_ONLY) !== 0) throw new Error('Tesseract could not be started.')

  const recognise = (raster: Raster, dotsPerInch: number): Reading => {
    core.FS.writeFile('/input', portableGreymap(raster))
    if (api.SetImageFile(1, 0) !== 0) throw new Error('Tesseract refused the picture of the page.')
    api.SetSourceResolution(Math.round(Math.min(Math.max(dotsPerInch, 70), 600)))
    if (api.Recognize(null) !== 0) throw new Error('Tesseract could not read the page.')
    const { blocks } = JSON.parse(api.GetJSONText()) as { blocks: ReadBlock[] | null }
    const reading = { confidence: api.MeanTextConf(), blocks: blocks ?? [] }
    api.Clear()
    return reading
  }
  return (raster, dotsPerInch) => {
    try {
      return recognise(raster, dotsPerInch)
    } catch (error) {
      throw new PermanentError(`Tesseract could not read the page (${(error as Error).message}).`, { cause: error })
    }
  }
}

function portableGreymap({ width, height, grey }: Raster): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), grey])
}
