import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { CHROMIUM, FLAGS, PATIENCE } from './browser/flags.ts'

// Names of hosts resolve to nothing.
const ARGUMENTS = [...FLAGS, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']

/** Debian's Chromium. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
}

/** A page, and what has happened in it that must not. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page
  /** Requests to other machines, errors of scripts, and what the page's own policy has refused. */
  readonly violations: readonly string[]
}

/** Opens a page in a session of its own. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  const violations: string[] = []
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (hostname !== '127.0.0.1' && protocol !== 'data:') violations.push(request.url())
  })
  page.on('pageerror', (error) => violations.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text())
  })
  return { page, violations, [Symbol.asyncDispose]: () => context.close() }
}
