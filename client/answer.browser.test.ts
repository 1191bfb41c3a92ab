// Asking on the page, in a real browser on the real service.
import { expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { completedDocuments } from '../testing/completed-documents.ts'
import { startTestService } from '../testing/service.ts'
import { describePage } from './testing/describe-page.ts'
import type { OpenPage } from './testing/open-page.ts'

const TIDES = 'A tidal barrage stores the rising sea. Its gates are closed at high water.'

async function ask({ page }: OpenPage, question: string) {
  const panel = page.getByRole('region', { name: 'Ask' })
  await panel.getByRole('textbox', { name: 'Question' }).fill(question)
  await panel.getByRole('button', { name: 'Ask' }).click()
  return { panel, answer: panel.getByRole('region', { name: 'Answer' }), status: panel.getByRole('status') }
}

describePage('asking on the page', ({ service, open }) => {
  test('without a language model gives sentences of the documents, and each shows where it stands', async () => {
    const extractive = await startTestService({ localModel: true })
    await completedDocuments(extractive.address, [TIDES], 'tides.pdf')
    const opened = await open({ address: extractive.address, width: 360 })
    const { page, close } = opened
    const { panel, answer, status } = await ask(opened, 'What does a tidal barrage do?')
    await status.getByText(/^Answered from 1 passage in/).waitFor()
    expect(await answer.innerText()).toContain('“A tidal barrage stores the rising sea.1” (tides.pdf, page 1)')
    await panel.getByText('no language model wrote this answer').waitFor()

    const note = panel.getByRole('tooltip').filter({ hasText: 'A tidal barrage stores the rising sea.' })
    expect(await note.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Source 1: tides.pdf, page 1' }).first().focus()
    expect(await note.innerText()).toMatch(/tides\.pdf\s+page 1\s+A tidal barrage stores the rising sea\.$/)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await page.keyboard.press('Escape')
    expect(await note.isVisible()).toBe(false)
    const source = panel.getByRole('list', { name: 'Sources' }).getByRole('link')
    expect(await source.getAttribute('href')).toMatch(/^\/files\/.+#page=1$/)

    await page.getByRole('heading', { name: 'Insights' }).click()
    const stored = page.getByRole('table', { name: 'Stages' }).getByRole('row', { name: /^storing 1 / })
    await stored.getByText('0 %').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)

    const nothing = await ask(opened, 'How do I bake sourdough bread?')
    await nothing.answer.getByText('Nothing was found in your documents').waitFor()
    await close()
    await extractive.close()
  })

  test('shows the answer of a model as it comes, and markup in it stays text', async () => {
    await completedDocuments(service().address, [TIDES], 'tides.pdf')
    const markup = 'A tidal barrage <img src=x onerror=window.ran=1> [link](http://evil.example) stores'
    service().provider.sayInChat([{ text: markup }, 'stall'])
    const opened = await open()
    const { page, close } = opened
    const { panel, answer, status } = await ask(opened, 'What does a tidal barrage do?')
    await answer.getByText('[link](http://evil.example)').waitFor()
    await status.getByText('Writing the answer…').waitFor()
    expect(await answer.innerText()).toBe(markup)
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(await answer.locator('img, a').count()).toBe(0)

    const left = service().provider.chatsLeft
    await panel.getByRole('button', { name: 'Stop' }).click()
    await status.getByText('Stopped.').waitFor()
    await eventually(() => expect(service().provider.chatsLeft).toBe(left + 1))
    expect(await answer.innerText()).toBe(markup)
    service().provider.sayInChat(null)
    await close()
  })

  test('an answer that breaks off says so and offers another try', async () => {
    await completedDocuments(service().address, [TIDES], 'tides.pdf')
    service().provider.sayInChat([{ text: 'A tidal ' }, 'cut'])
    const opened = await open()
    const { panel, status } = await ask(opened, 'What does a tidal barrage do?')
    await panel.getByRole('alert').getByText('Ask again in a while.').waitFor()
    service().provider.sayInChat(null)
    await panel.getByRole('button', { name: 'Try again' }).click()
    await status.getByText(/^Answered from/).waitFor()
    await panel.getByRole('button', { name: 'Source 1: tides.pdf, page 1' }).waitFor()
    await opened.close()
  })
})
