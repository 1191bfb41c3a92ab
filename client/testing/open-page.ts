import type { Browser, Locator, Page } from 'playwright-core'

/** Remembers the value of every progress bar at each of its changes, as `window.bars`. */
const RECORD_BARS = `
  window.bars = []
  const record = () => {
    for (const bar of document.querySelectorAll('.running progress')) if (bar.value !== window.bars.at(-1)) window.bars.push(bar.value)
  }
  new MutationObserver(record).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['value'] })
`

export type OpenPage = {
  page: Page
  /** The list's entry of a document, by what it is called. */
  row: (name: string) => Locator
  /** The entry once it says that the document is completed. */
  completed: (name: string) => Promise<Locator>
  choose: (name: string, bytes: Uint8Array) => Promise<void>
  drop: (name: string, bytes: Uint8Array) => Promise<void>
  search: (query: string) => Promise<void>
  hits: () => Locator
  /** The values the bars have shown. */
  bars: () => Promise<number[]>
  close: () => Promise<void>
}

/** A browser window of its own with the page; an error that nobody handles in it fails `close`. */
export async function openPage(browser: Browser, address: string, width = 1200): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  const page = await context.newPage()
  const errors: Error[] = []
  page.on('pageerror', (error) => errors.push(error))
  await page.addInitScript(RECORD_BARS)
  await page.goto(address)
  await page.getByRole('heading', { name: /^Documents \d/ }).waitFor()
  const row = (name: string) =>
    page.getByRole('list', { name: 'Documents' }).getByRole('listitem').filter({ hasText: name })
  return {
    page,
    row,
    async completed(name) {
      const found = row(name)
      await found.getByText('completed', { exact: true }).waitFor()
      return found
    },
    choose: (name, bytes) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.from(bytes) }),
    drop: (name, bytes) => page.evaluate(dropping(name, bytes)),
    async search(query) {
      await page.getByRole('searchbox', { name: 'Search for' }).fill(query)
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByRole('list', { name: 'Hits' }).waitFor({ state: 'attached' })
    },
    hits: () => page.getByRole('list', { name: 'Hits' }).getByRole('listitem'),
    bars: () => page.evaluate('window.bars'),
    async close() {
      await context.close()
      if (errors.length > 0) throw new AggregateError(errors, `the page had errors: ${errors.join('; ')}`)
    },
  }
}

function dropping(name: string, bytes: Uint8Array): string {
  return `{
    const bytes = Uint8Array.from(atob(${JSON.stringify(Buffer.from(bytes).toString('base64'))}), (c) => c.charCodeAt(0))
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: 'application/pdf' }))
    for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
  }`
}
