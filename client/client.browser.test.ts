// The page in a real browser, on the real service. What it does without a network: connection.browser.test.ts.
import { expect, test } from 'vitest'

import { upload } from '../testing/graphql.ts'
import { startTestService } from '../testing/service.ts'
import { makePdf, makeTextPdf } from '../worker/testing/make-pdf.ts'
import { describePage } from './testing/describe-page.ts'

/** A page a chapter: a heading begins a passage of its own. */
const TIDES = makePdf({
  pages: [
    ['Harbours', 'Nothing of note.'],
    ['Barrages', 'A tidal barrage stores the rising sea.'],
  ].map(([heading = '', text = '']) => ({
    texts: [
      { text: heading, x: 72, y: 72, size: 24 },
      { text, x: 72, y: 110, size: 11 },
    ],
  })),
})

describePage('the page', ({ service, open }) => {
  test('a dropped PDF shows its progress to the end and is found with its page number', async () => {
    const { page, drop, completed, search, hits, bars, close } = await open()
    await drop('tides.pdf', TIDES)
    const row = await completed('tides.pdf')
    expect(await row.innerText()).toMatch(/2\spages/)
    const shown = await bars()
    expect(shown.length).toBeGreaterThan(0)
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))

    await search('barrage')
    const link = hits().filter({ hasText: 'barrage' }).getByRole('link')
    expect(await link.innerText()).toMatch(/tides\.pdf\s+page 2/)
    const original = (await link.getAttribute('href'))!
    expect(original).toMatch(/^\/files\/.+#page=2$/)
    expect((await page.request.get(new URL(original, service().address).href)).headers()['content-type']).toBe(
      'application/pdf',
    )
    await close()
  })

  test('a file of an unsupported kind shows what the service says of it', async () => {
    const { page, choose, close } = await open()
    await choose('letter.pdf', Buffer.from('PK\u0003\u0004, an archive'))
    await page
      .getByText('letter.pdf is of the type application/zip, which cannot be processed. Supported are: PDF')
      .waitFor()
    await page.getByRole('button', { name: 'Dismiss letter.pdf' }).click()
    await page.getByRole('list', { name: 'Uploads' }).waitFor({ state: 'detached' })
    await close()
  })

  test('a file that was uploaded before is said to be here already', async () => {
    const bytes = makeTextPdf([['The same again.']])
    const { page, choose, completed, row, close } = await open()
    await choose('first.pdf', bytes)
    await completed('first.pdf')
    await choose('second.pdf', bytes)
    await page.getByText('second.pdf is already here, as “first.pdf”.').waitFor()
    expect(await row('second.pdf').count()).toBe(0)
    await close()
  })

  test('a document that fails shows its error in full', async () => {
    const { choose, row, close } = await open()
    await choose('blank.pdf', makeTextPdf([[]]))
    const failed = row('blank.pdf')
    await failed.getByText('failed', { exact: true }).waitFor()
    expect(await failed.locator('.error-text').innerText()).not.toBe('')
    await close()
  })

  test('documents are still there after a reload, and those from elsewhere appear by themselves', async () => {
    const { page, choose, completed, close } = await open()
    await choose('here.pdf', makeTextPdf([['Uploaded on this page.']]))
    await completed('here.pdf')
    await page.reload()
    await completed('here.pdf')
    await upload(service().address, { name: 'elsewhere.pdf', bytes: makeTextPdf([['Uploaded by a script.']]) })
    await completed('elsewhere.pdf')
    await close()
  })

  test('the words of a hit are marked, and markup in names and texts stays text', async () => {
    const name = '<img src=x onerror=window.ran=1>.pdf'
    const { page, choose, completed, search, hits, close } = await open()
    await choose(
      name,
      makeTextPdf([['A millstone beside <b onclick=window.ran=1>bold</b> markup <script>window.ran=1</script>.']]),
    )
    await completed(name)
    await search('millstone')
    const hit = hits().filter({ hasText: name })
    expect(await hit.locator('mark').allInnerTexts()).toContain('millstone')
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(await page.locator('main img, main b, main script').count()).toBe(0)
    await close()
  })

  test('a document is reprocessed with the options that were chosen', async () => {
    const sentences = Array.from(
      { length: 60 },
      (_, index) => `Sentence number ${index} speaks of rivers and of mills.`,
    )
    const { page, choose, completed, close } = await open()
    await choose('rivers.pdf', makeTextPdf([sentences.slice(0, 30), sentences.slice(30)]))
    await (await completed('rivers.pdf')).getByText(/\s[1-3]\spassages?/).waitFor()
    await page.getByRole('button', { name: 'Reprocess rivers.pdf' }).click()
    await page.getByLabel('Passage size, in tokens').fill('64')
    await page.getByLabel('Overlap, in tokens').fill('40')
    await page.getByRole('dialog').getByRole('button', { name: 'Reprocess' }).click()
    await page.getByText('chunkOverlap is 40, but must be from 0 to 31 tokens').waitFor()
    await page.getByLabel('Overlap, in tokens').fill('0')
    await page.getByRole('dialog').getByRole('button', { name: 'Reprocess' }).click()
    await (await completed('rivers.pdf')).getByText(/\s\d\d\spassages/).waitFor()
    await close()
  })

  test('a deleted document leaves the list and the hits', async () => {
    const { page, choose, completed, row, search, hits, close } = await open()
    await choose('secret.pdf', makeTextPdf([['The zephyrine formula.']]))
    await completed('secret.pdf')
    await search('zephyrine')
    await hits().filter({ hasText: 'secret.pdf' }).waitFor()
    await page.getByRole('button', { name: 'Delete secret.pdf' }).click()
    await page.getByRole('button', { name: 'Keep it' }).click()
    expect(await row('secret.pdf').count()).toBe(1)
    await page.getByRole('button', { name: 'Delete secret.pdf' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await row('secret.pdf').waitFor({ state: 'detached' })
    await hits().filter({ hasText: 'secret.pdf' }).waitFor({ state: 'detached' })
    await close()
  })

  test('documents go into a collection made on the way, and a search can keep to it', async () => {
    const { page, choose, completed, search, hits, close } = await open()
    await choose('outside.pdf', makeTextPdf([['The quernstone turns outside.']]))
    await completed('outside.pdf')
    await page.getByRole('button', { name: 'New collection' }).click()
    await page.getByLabel('Name of the new collection').fill('Mills')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByLabel('Into collection').filter({ hasText: 'Mills' }).waitFor()
    await choose('inside.pdf', makeTextPdf([['The quernstone turns inside.']]))
    await (await completed('inside.pdf')).getByText('in Mills').waitFor()
    await page.getByLabel('Mode').selectOption('KEYWORD')
    await search('quernstone')
    await hits().filter({ hasText: 'outside.pdf' }).waitFor()
    await page.getByLabel('In collection').selectOption('Mills')
    await hits().filter({ hasText: 'outside.pdf' }).waitFor({ state: 'detached' })
    expect(await hits().count()).toBe(1)
    await close()
  })

  test('everything fits on a screen of 360 pixels', async () => {
    const name = `${'a-very-long-name-without-a-space-'.repeat(4)}.pdf`
    const { page, choose, completed, search, close } = await open({ width: 360 })
    await choose(name, makeTextPdf([['Narrow streets.']]))
    await completed(name)
    await search('streets')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await close()
  })

  test('older documents are shown on demand', async () => {
    const still = await startTestService({ worker: false })
    for (let number = 1; number <= 23; number++) {
      await upload(still.address, { name: `number-${number}.pdf`, bytes: makeTextPdf([[`Number ${number}`]]) })
    }
    const { page, row, close } = await open({ address: still.address })
    const rows = page.getByRole('list', { name: 'Documents' }).getByRole('listitem')
    await row('number-23.pdf').waitFor()
    expect(await rows.count()).toBe(20)
    await page.getByRole('button', { name: 'Show more (3 left)' }).click()
    await row('number-1.pdf').waitFor()
    expect(await rows.count()).toBe(23)
    await upload(still.address, { name: 'number-24.pdf', bytes: makeTextPdf([['Number 24']]) })
    await row('number-24.pdf').waitFor()
    expect(await rows.count()).toBe(23)
    await close()
    await still.close()
  })
})
