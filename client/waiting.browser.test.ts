// What the page shows of a document that waits or takes its time, and how it is cancelled.
import { expect, test } from 'vitest'

import { upload } from '../testing/graphql.ts'
import { startTestService } from '../testing/service.ts'
import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import { describePage } from './testing/describe-page.ts'

describePage('the page while a document waits', ({ service, open }) => {
  test('it shows how many are ahead, and less when one of them is cancelled', async () => {
    const still = await startTestService({ worker: false })
    for (const name of ['first.pdf', 'second.pdf', 'third.pdf']) {
      await upload(still.address, { name, bytes: makeTextPdf([[`This is the ${name}.`]]) })
    }
    const { page, row, close } = await open({ address: still.address })
    await row('third.pdf').getByText('Waiting for a worker: 2 ahead of you').waitFor()
    await row('first.pdf').getByText('Waiting for a worker: next in line').waitFor()
    await page.getByRole('button', { name: 'Cancel first.pdf' }).click()
    await row('first.pdf').getByText('cancelled', { exact: true }).waitFor()
    await row('third.pdf').getByText('Waiting for a worker: 1 ahead of you').waitFor()
    expect(await page.getByRole('button', { name: 'Cancel first.pdf' }).count()).toBe(0)
    await close()
    await still.close()
  })

  test('it shows about how long a document still takes, and cancels it', async () => {
    const { page, row, choose, completed, close } = await open()
    const pages = Array.from({ length: 3 }, (_, number) => [`Page ${number} of one that was measured.`])
    await choose('measured.pdf', makeTextPdf(pages))
    await completed('measured.pdf')
    service().provider.behave('silence')
    await choose('estimated.pdf', makeTextPdf(pages.map(([text]) => [`${text} And another one.`])))
    await row('estimated.pdf')
      .getByText(/^\d+ % · about \d+ s left$/)
      .waitFor()
    await row('estimated.pdf').getByText('processing', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Cancel estimated.pdf' }).click()
    await row('estimated.pdf').getByText('cancelled', { exact: true }).waitFor()
    service().provider.behave('ok')
    await page.getByRole('button', { name: 'Reprocess estimated.pdf' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reprocess' }).click()
    await completed('estimated.pdf')
    await close()
  })
})
