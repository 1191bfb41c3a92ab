import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'

import { startTestService, type TestService } from '../../testing/service.ts'
import { findChromium } from './find-chromium.ts'
import { launchChromium } from './launch-chromium.ts'
import { openPage, type OpenPage } from './open-page.ts'

export type PageTests = {
  service: () => TestService
  /** Opens the page of the service above, or of another address, in a window of this width. */
  open: (options?: { address?: string; width?: number }) => Promise<OpenPage>
}

/** Tests of the page in a real browser, on a real service; reported as skipped, with the reason, where there is none. */
export function describePage(name: string, define: (tests: PageTests) => void): void {
  const chromium = findChromium()
  const reason = chromium ? '' : ' (skipped: no Chromium here; set CHROMIUM_PATH to one)'
  describe.skipIf(!chromium)(`${name}${reason}`, () => {
    let browser: Browser
    let service: TestService
    beforeAll(async () => {
      service = await startTestService()
      browser = await launchChromium(chromium!)
    })
    afterAll(async () => {
      await browser?.close()
      await service?.close()
    })
    define({
      service: () => service,
      open: ({ address = service.address, width = 1200 } = {}) => openPage(browser, address, width),
    })
  })
}
