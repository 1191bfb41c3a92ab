// The browser for tests of pages: a Chromium that is installed, driven by Playwright.
import { existsSync } from 'node:fs'

import { chromium, type Browser } from 'playwright-core'

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Keep it from asking its maker for anything, and running where there is neither a screen nor a sandbox. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** For the name of a test that is skipped where there is none. */
export const NO_CHROMIUM = 'skipped: no Chromium was found; install one or name it with CHROMIUM_PATH'

/** Its path, or null where none is installed. Throws where CHROMIUM_PATH names one that is not there. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, where there is nothing.`)
  return named || (USUAL_PATHS.find((path) => existsSync(path)) ?? null)
}

/** Throws where none is installed. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(NO_CHROMIUM)
  return chromium.launch({ executablePath, args: FLAGS })
}
