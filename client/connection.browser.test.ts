// The page when the network fails.
import { expect, test } from 'vitest'

import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import { startCuttableProxy } from './testing/cuttable-proxy.ts'
import { describePage } from './testing/describe-page.ts'

describePage('the page and its connection', ({ service, open }) => {
  test('a cut connection says that it is made anew, and the bar goes on from where it stood', async () => {
    const proxy = await startCuttableProxy(service().address)
    const { page, choose, row, completed, bars, close } = await open({ address: proxy.address })
    const sent: string[] = []
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
    service().provider.behave({ status: 503, retryAfter: '3' }, 1)
    await choose('long-way.pdf', makeTextPdf([['It takes more than one attempt.']]))
    await row('long-way.pdf')
      .getByText(/Retrying/)
      .waitFor()
    proxy.cut()
    await row('long-way.pdf').getByText('reconnecting…').waitFor()
    proxy.mend()
    await row('long-way.pdf').getByText('reconnecting…').waitFor({ state: 'detached' })
    await completed('long-way.pdf')
    const shown = await bars()
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))
    expect(sent.some((frame) => /"after":[1-9]/.test(frame))).toBe(true)
    await close()
    await proxy.close()
  })

  test('without the network the page says so and offers another try', async () => {
    const { page, choose, completed, search, hits, close } = await open()
    await choose('offline.pdf', makeTextPdf([['A pigeon carries it.']]))
    await completed('offline.pdf')
    await search('mail')
    await page.context().setOffline(true)
    await page.getByText('reconnecting…').waitFor()
    await page.getByRole('searchbox').fill('pigeon')
    await page.getByRole('button', { name: 'Search' }).click()
    const problem = page.getByRole('alert').filter({ hasText: 'The service cannot be reached.' })
    await problem.first().waitFor()
    await choose('later.pdf', makeTextPdf([['It waits for the network.']]))
    const waiting = page.getByRole('list', { name: 'Uploads' }).getByRole('button', { name: 'Try again' })
    await waiting.waitFor()
    await page.context().setOffline(false)
    await waiting.click()
    await completed('later.pdf')
    await page.getByRole('region', { name: 'Search' }).getByRole('button', { name: 'Try again' }).click()
    await hits().filter({ hasText: 'offline.pdf' }).waitFor()
    await page.getByText('reconnecting…').waitFor({ state: 'detached' })
    await close()
  })
})
