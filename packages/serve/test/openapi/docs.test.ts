import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Document } from '@peaflow/core'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/index.ts'
import { describeInChromium, openBrowser, type WatchedPage } from '../chromium.ts'
import { type Serving, serving } from '../serving.ts'
import { described } from './described.ts'

/** Opens a page in a browser of its own, which reaches the server at this address alone. */
async function openPage(url: string, options: BrowserContextOptions = {}): Promise<WatchedPage & AsyncDisposable> {
  const port = Number(new URL(url).port)
  const browser = await openBrowser(new Map([[port, port]]))
  return { ...(await browser.open(options)), [Symbol.asyncDispose]: () => browser[Symbol.asyncDispose]() }
}

describeInChromium('the page /docs in Chromium', () => {
  let served: Serving
  beforeAll(async () => {
    served = await serving(described)
  })
  afterAll(async () => {
    await served[Symbol.asyncDispose]()
  })

  it('shows each endpoint with its schemas, and what an endpoint answers', async () => {
    await using opened = await openPage(served.url)
    const { page, faults } = opened
    await page.goto(`${served.url}/docs`)
    const search = page.getByRole('article', { name: 'POST /search' })
    await search.getByText('What to look for', { exact: true }).waitFor()
    expect(await page.getByRole('article').count()).toBe(2)
    expect(await search.locator('dt').allInnerTexts()).toEqual([
      'text string, required, length ≥ 2',
      'inner object',
      'top integer, required, ≥ 1, ≤ 9',
      'found object[]',
      'name string',
    ])
    expect(JSON.parse(await search.getByLabel('Request').inputValue())).toEqual({
      documents: [{ text: 'hello' }],
      parameters: { top: 1 },
    })
    await search.getByRole('button', { name: 'Send' }).click()
    await search.getByText('200 OK').waitFor()
    const answer = JSON.parse((await search.getByLabel('Answer', { exact: true }).textContent()) ?? '')
    // What comes back is text, whatever it looks like.
    expect(answer.documents).toEqual([expect.objectContaining({ text: '<b>hello</b>', found: [{ name: '1' }] })])
    expect(faults).toEqual([])
  })

  it('can load nothing from elsewhere, which is seen', async () => {
    await using opened = await openPage(served.url)
    const { page, faults } = opened
    await page.goto(`${served.url}/docs`)
    await page.getByRole('article').first().waitFor()
    await page.evaluate('fetch("https://elsewhere.example/").catch(() => undefined)')
    expect(faults[0]).toContain('Content Security Policy')
    expect(faults).not.toContain('request to https://elsewhere.example/')
    await page.goto('about:blank')
    await page.evaluate('fetch("https://elsewhere.example/").catch(() => undefined)')
    expect(faults).toContain('request to https://elsewhere.example/')
  })

  it('shows a problem', async () => {
    await using opened = await openPage(served.url)
    const { page, faults } = opened
    await page.goto(`${served.url}/docs`)
    const search = page.getByRole('article', { name: 'POST /search' })
    await search.getByLabel('Request').fill('{"documents": [{"text": "h"}], "parameters": {"top": 1}}')
    await search.getByRole('button', { name: 'Send' }).click()
    await search.getByText('422 Unprocessable Entity').waitFor()
    expect(await search.getByLabel('Answer', { exact: true }).textContent()).toContain('REQUEST_SCHEMA')
    expect(faults).toEqual([])
  })

  it('works by keyboard, and with answers that come piece by piece', async () => {
    await using opened = await openPage(served.url)
    const { page, faults } = opened
    await page.goto(`${served.url}/docs`)
    const index = page.getByRole('article', { name: 'POST /index' })
    await index.getByLabel('Request').fill('[{"id": "1"}, {"id": "2"}]')
    await page.keyboard.press('Tab')
    await page.keyboard.type('text/e')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await index.getByText('200 OK').waitFor()
    await index.getByText('event: done').waitFor()
    expect(await index.getByRole('button', { name: 'Send' }).evaluate((button) => button.matches(':focus'))).toBe(true)
    await index.getByLabel('Request').press('Control+Enter')
    await index.getByText('event: done').waitFor()
    expect(faults).toEqual([])
  })

  it.each([320, 390, 1280])('fits a width of %d', async (width) => {
    await using opened = await openPage(served.url, { viewport: { width, height: 800 } })
    const { page } = opened
    await page.goto(`${served.url}/docs`)
    await page.getByRole('article').first().waitFor()
    for (const details of await page.locator('summary').all()) await details.click()
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate(overflow)).toBe(0)
  })

  it('asks for the token, and keeps it in memory alone', async () => {
    await using locked = await serving(described, { token: 'peas' })
    await using opened = await openPage(locked.url)
    const { page, faults } = opened
    await page.goto(`${locked.url}/docs`)
    await page.getByText('This Flow needs a token.').waitFor()
    await page.getByLabel('Token').fill('pea')
    await page.getByRole('button', { name: 'Use' }).click()
    await page.getByText('the token is wrong').waitFor()
    await page.getByLabel('Token').fill('peas')
    await page.keyboard.press('Enter')
    const index = page.getByRole('article', { name: 'POST /index' })
    await index.getByRole('button', { name: 'Send' }).click()
    await index.getByText('200 OK').waitFor()
    const stored =
      '[location.href, document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)].join()'
    expect(await page.evaluate(stored)).toBe(`${locked.url}/docs,`)
    await page.reload()
    await page.getByText('This Flow needs a token.').waitFor()
    expect(faults).toEqual([])
  })

  it('calls any endpoint of a Flow that takes all, below another path, and shows what took how long', async () => {
    await using all = await serving((documents: Document[]) => documents)
    const handle = toNodeHandler(all.running)
    const server = createServer((request, response) => {
      request.url = request.url?.replace(/^\/flows/, '')
      handle(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await using opened = await openPage(`http://127.0.0.1:${port}`)
    const { page, faults } = opened
    await page.goto(`http://127.0.0.1:${port}/flows/docs`)
    await page.getByText('It takes any endpoint').waitFor()
    await page.getByLabel('Endpoint', { exact: true }).fill('/of/mine')
    const asked = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('button', { name: 'Send' }).click()
    expect((await asked).url()).toBe(`http://127.0.0.1:${port}/flows/of/mine`)
    const timings = page.getByRole('list', { name: 'Server-Timing' })
    await timings.waitFor()
    expect(await timings.getByRole('listitem').locator('code').allTextContents()).toEqual(['work', 'work-wait'])
    expect(faults).toEqual([])
    server.close()
    server.closeAllConnections()
  })
})
