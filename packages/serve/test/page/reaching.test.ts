import { expect, it } from 'vitest'
import { describeInChromium, openBrowser } from '../chromium.ts'
import { showFlow } from './shown-flow.ts'

describeInChromium('the live page', () => {
  it('asks for the token where it is missing or wrong', async () => {
    await using flow = await showFlow({ token: 'green-peas' })
    await using browser = await openBrowser(new Map([[flow.port, flow.port]]))
    const { page, faults } = await browser.open()
    await page.goto(`${flow.served.url}/-/#wrong`)
    const dialog = page.getByRole('dialog', { name: 'Token' })
    await dialog.waitFor()
    for (const wrong of ['pea', `${flow.served.url}/-/#old`]) {
      await page.getByLabel('Token', { exact: true }).last().fill(wrong)
      await dialog.getByRole('button').click()
      await dialog.getByText('no longer').waitFor()
    }
    await page.getByLabel('Token', { exact: true }).last().fill(`${flow.served.url}/-/#green%2Dpeas`)
    await dialog.getByRole('button').click()
    await page.waitForSelector('body[data-connection=up]')
    await page.reload()
    await page.waitForSelector('body[data-connection=up]')
    expect(faults).toEqual([])
  })

  it('says when the Flow has gone, and comes back with it', async () => {
    await using flow = await showFlow({ token: 'peas' })
    await using browser = await openBrowser(new Map([[flow.port, flow.port]]))
    const { page } = await browser.open()
    await page.goto(`${flow.served.url}/-/#peas`)
    await page.waitForSelector('body[data-connection=up]')
    await flow.served.close({ grace: 0 })
    await page.waitForSelector('body[data-connection=gone]')
    await page.getByText('shown is not there').waitFor()
    await flow.serveAgain()
    await page.waitForSelector('body[data-connection=up]')
    await expect.poll(() => page.locator('#notice').textContent()).toBe('')
  })

  it('fits a phone, a laptop and a wide screen, and draws a plan for which it has no picture', async () => {
    await using flow = await showFlow({ isDrawn: false })
    await using browser = await openBrowser(new Map([[flow.port, flow.port]]))
    for (const width of [390, 1_280, 2_000]) {
      const { page, faults } = await browser.open({ viewport: { width, height: 900 } })
      await page.goto(flow.served.page ?? '')
      await page.locator('.pod[data-pods=sort]').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      expect(faults).toEqual([])
      await page.context().close()
    }
  })
})

describeInChromium('a page of the same server', () => {
  it('reads events with EventSource where no token is asked for, and answers as they come with fetch', async () => {
    await using flow = await showFlow()
    await using browser = await openBrowser(new Map([[flow.port, flow.socket]]))
    const { page } = await browser.open()
    await page.goto(`http://127.0.0.1:${flow.port}/-/page/icon.svg`)
    const status = await page.evaluate(
      `new Promise((resolve, reject) => {
        const events = new EventSource('/-/events')
        events.addEventListener('status', ({ data }) => { events.close(); resolve(JSON.parse(data).flow) })
        events.onerror = () => reject(new Error('no events'))
      })`,
    )
    expect(status).toBe('shown')
    const pieces = await page.evaluate(
      `fetch('/words', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify([{ text: 'one two three' }]),
      }).then(async ({ body }) => {
        const reader = body.pipeThrough(new TextDecoderStream()).getReader()
        let text = ''
        for (let step = await reader.read(); !step.done; step = await reader.read()) text += step.value
        return text.trim().split('\\n').map((line) => JSON.parse(line).text)
      })`,
    )
    expect(pieces).toEqual(['one', 'two', 'three'])
  })

  it('calls endpoints over WebSocket', async () => {
    await using flow = await showFlow()
    await using browser = await openBrowser(new Map([[flow.port, flow.port]]))
    const { page } = await browser.open()
    await page.goto(`http://127.0.0.1:${flow.port}/-/page/icon.svg`)
    const texts = await page.evaluate(
      `new Promise((resolve, reject) => {
        const socket = new WebSocket('ws://' + location.host + '/words', 'peaflow.v1.json')
        const texts = []
        socket.onopen = () => socket.send(JSON.stringify({ id: '7', documents: [{ text: 'one two' }] }))
        socket.onerror = () => reject(new Error('no connection'))
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(data)
          if (message.error) reject(new Error(data))
          for (const { text } of message.documents ?? []) texts.push(text)
          if (message.done) resolve(texts)
        }
      })`,
    )
    expect(texts).toEqual(['one', 'two'])
  })
})
