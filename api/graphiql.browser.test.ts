// GraphiQL in a real browser: it comes from the service alone, and a subscription typed into it works.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findChromium, launchChromium, NO_CHROMIUM } from '../testing/chromium.ts'
import { upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { smallPdf } from '../testing/small-pdf.ts'

const missing = findChromium() === null

describe.skipIf(missing)(missing ? `GraphiQL (${NO_CHROMIUM})` : 'GraphiQL', () => {
  let service: TestService
  let browser: Browser
  let page: Page
  const requests: string[] = []
  const sockets: string[] = []
  const problems: string[] = []

  beforeAll(async () => {
    service = await startTestService()
    browser = await launchChromium()
    page = await browser.newPage()
    page.on('request', (request) => requests.push(request.url()))
    page.on('requestfailed', (request) => problems.push(`${request.url()} failed`))
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.goto(`${service.address}/graphql`)
    await page.locator('.graphiql-query-editor .view-lines').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.close()
  })

  /** Replaces what stands in the editor and runs it. */
  async function run(name: string, query: string): Promise<void> {
    await page.locator('.graphiql-query-editor .view-lines').click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(query)
    // Its name on the tab says that GraphiQL has read it: before, the button offers the operations that stood there.
    await page.getByRole('tab', { name }).waitFor()
    await page.getByRole('button', { name: /execute query/i }).click()
  }

  const response = () => page.locator('.graphiql-response')

  test('it shows how to begin, and knows the schema', async () => {
    expect(await page.title()).toContain('Docmill')
    await page.getByText('# Upload a document on the page at /, then watch it here.').waitFor()

    await run('Count', 'query Count { viewer { documentCount } }')

    await response().getByText('"documentCount"').waitFor()
  })

  test('a subscription that is typed into it tells what happens', async () => {
    const { document } = await upload(service.address, smallPdf('Watched in GraphiQL.'))

    await run(
      'Watch',
      `subscription Watch { documentProgress(documentId: "${document.id}", after: 0) { stage message } }`,
    )

    await response().getByText('"COMPLETED"').waitFor()
    await response().getByText('Searchable: 1 passage').waitFor()
  })

  test('nothing is asked of any other address, and nothing fails', () => {
    expect(requests.filter((url) => !url.startsWith(`${service.address}/`) && !/^(data|blob):/.test(url))).toEqual([])
    expect(requests).toContain(`${service.address}/graphql`)
    expect(new Set(sockets)).toEqual(new Set([`${service.address.replace('http', 'ws')}/graphql`]))
    expect(problems).toEqual([])
  })
})
