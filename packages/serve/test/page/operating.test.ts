import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium, openBrowser, type TestBrowser, type WatchedPage } from '../chromium.ts'
import { type ShownFlow, showFlow } from './shown-flow.ts'

describeInChromium('the live page', () => {
  let flow: ShownFlow
  let browser: TestBrowser
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    flow = await showFlow()
    browser = await openBrowser(new Map([[flow.port, flow.port]]))
    watched = await browser.open()
    page = watched.page
    await page.goto(flow.served.page ?? '')
    await page.waitForSelector('body[data-connection=up]')
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await flow?.[Symbol.asyncDispose]()
  })

  const marks = (look: string) => page.locator(`.pod[data-pods=encode] .mark.${look}`)
  const open = async (pod: string, tab: string) => {
    await page.locator(`.pod[data-pods=${pod}]`).click()
    await page.getByRole('tab', { name: tab, exact: true }).last().click()
  }
  const call = (text: string, id: string, endpoint = '/index') =>
    fetch(`${flow.served.url}${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify([{ text }]),
    })

  it('takes the token out of the address, and shows the Flow', async () => {
    expect(new URL(page.url()).hash).toBe('')
    await page.getByRole('heading', { name: 'shown' }).waitFor()
    await page.locator('.state.good', { hasText: 'ready' }).waitFor()
    expect(await page.title()).toBe('shown')
    await expect.poll(() => marks('ready').count()).toBe(2)
    await expect.poll(() => page.locator('.pod[data-pods=sort]').getAttribute('aria-label')).toContain('1 of 1 ready')
  })

  it('shows what passes, and how fast', async () => {
    const ends = new AbortController()
    const calls = (async () => {
      while (!ends.signal.aborted) await call('hello', 'passing')
    })()
    const rate = page.locator('.edge[data-to=encode] .rate')
    await expect.poll(() => rate.textContent()).toMatch(/^[1-9][\d.]*k?\/s$/)
    await expect.poll(() => page.locator('.edge[data-to=encode]').getAttribute('class')).not.toContain('still')
    ends.abort()
    await calls
  })

  it('scales a Pod', async () => {
    await open('encode', 'Overview')
    await page.getByRole('button', { name: 'One more' }).click()
    await page.getByRole('button', { name: 'Scale' }).click()
    await expect.poll(() => marks('ready').count()).toBe(3)
    expect(flow.running.plan.pods[0]?.peas).toHaveLength(3)
    await page.locator('.peas tbody tr', { hasText: 'encode/2' }).locator('td', { hasText: 'ready' }).waitFor()
  })

  it('says why a Pod cannot be scaled', async () => {
    await page.getByLabel('Replicas of encode').fill('9')
    await page.getByRole('button', { name: 'Scale' }).click()
    await page.locator('.scaling .hint.bad', { hasText: 'there is no room for 9 replicas' }).waitFor()
  })

  it('restarts a Pod', async () => {
    await page.getByRole('button', { name: 'Restart' }).click()
    await open('encode', 'Events')
    await page.locator('.events li.good', { hasText: 'encode has new Peas' }).waitFor()
  })

  it('shows that a Pea was killed, and that it is back', async () => {
    const { peas } = await flow.running.status()
    // It may have been restarted before.
    const returns = page.locator('.events li.good', { hasText: 'encode/1 is back' })
    const before = await returns.count()
    process.kill(peas.find(({ id }) => id === 'encode/1')?.pid ?? Number.NaN, 'SIGKILL')
    await page.locator('.events li.bad', { hasText: 'encode/1 ended: SIGKILL' }).waitFor()
    await expect.poll(() => returns.count()).toBeGreaterThan(before)
    await expect.poll(() => marks('ready').count()).toBe(3)
    await expect.poll(() => page.locator('.pod[data-pods=encode] .trouble').textContent()).toContain('↻ 1')
  })

  it('shows what a Pod writes', async () => {
    await open('encode', 'Logs')
    await page.locator('.log li', { hasText: 'took 1' }).first().waitFor()
  })

  it('shows the options of a Pod, and no value that may be secret', async () => {
    await open('encode', 'Options')
    await page.locator('.options tr', { hasText: '<b>key</b> (their values are not shown)' }).waitFor()
    expect(await page.locator('body').textContent()).not.toContain('s3cret')
  })

  it('taps a Pod, and takes what passes for text', async () => {
    await open('encode', 'Tap')
    await page.getByRole('button', { name: 'Start' }).click()
    const hostile = '<img src=x onerror="globalThis.harmed = true"><script>globalThis.harmed = true</script>'
    await expect
      .poll(async () => {
        await call(hostile, 'tapped')
        return await page.locator('.tapped li').count()
      })
      .toBeGreaterThan(0)
    await page.locator('.tapped .document', { hasText: 'onerror' }).first().waitFor()
    expect(await page.locator('.tapped img, .tapped script').count()).toBe(0)
    await page.getByRole('button', { name: 'Stop' }).click()
  })

  it('sends a document, shows its way and the answer, and where the time went', async () => {
    await page.getByRole('tab', { name: 'Send' }).click()
    await page.getByLabel('Endpoint').fill('/index')
    await page.getByLabel('Documents').fill('{"documents": [{"text": "peas"}]}')
    await page.locator('.send').getByRole('button', { name: 'Send' }).click()
    await page.locator('.answer .document', { hasText: '"text":"peas"' }).waitFor()
    await page.locator('.pod.visited[data-pods=sort]').waitFor()
    await page.getByRole('button', { name: 'Where did the time go?' }).click()
    for (const name of ['encode', 'sort', 'gateway and links'])
      await page.locator('.bars th', { hasText: name }).waitFor()
    await expect.poll(() => page.locator('.bars i.call').count()).toBeGreaterThan(0)
  })

  it('shows an answer that streams, in its pieces', async () => {
    await page.getByRole('tab', { name: 'Send' }).click()
    await page.getByLabel('Endpoint').fill('/words')
    await page.getByLabel('Documents').fill('one two three')
    await page.locator('.send').getByRole('button', { name: 'Send' }).click()
    await page.locator('.send .hint', { hasText: '3 documents' }).waitFor()
  })

  it('says why a request failed', async () => {
    await call('bad', 'failed-one')
    await page.getByRole('tab', { name: 'Requests' }).click()
    await page.getByRole('button', { name: /All requests/ }).click()
    await page.getByLabel('Request id').fill('failed-one')
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.locator('.waterfall .bad', { hasText: 'no model' }).waitFor()
  })

  it('says that a request is not known', async () => {
    await page.getByRole('button', { name: /All requests/ }).click()
    await page.getByLabel('Request id').fill('no-such-id')
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.locator('.requests .bad', { hasText: 'no-such-id' }).waitFor()
  })

  it('can be used without a mouse', async () => {
    await page.locator('.pod[data-pods=sort]').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'sort' }).waitFor()
    await page.getByRole('tab', { name: 'Overview' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { name: 'Logs' }).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'The Flow' }).waitFor()
  })

  it('did nothing that it must not: no other host, no script of others, no error', async () => {
    expect(watched.faults).toEqual([])
    expect(await page.evaluate('globalThis.harmed')).toBeUndefined()
  })
})
