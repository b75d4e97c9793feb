import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { describe } from 'vitest'
import { CHROMIUM, FLAGS, PATIENCE } from './browser/flags.ts'
import { openNetwork, type Target } from './browser/network.ts'

const missing = whatIsMissing()

if (missing !== undefined && process.env.CI) throw new Error(missing)
if (missing !== undefined) console.warn(`Tests skipped, because this machine has no browser for them: ${missing}`)

/** A group of tests in Chromium. Without it they are skipped, and fail in CI. */
export const describeInChromium = describe.skipIf(missing !== undefined)

/** A browser that reaches only what the test opens to it. */
export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser
  /** Opens a page that notes what it should not do. */
  open(options?: BrowserContextOptions): Promise<WatchedPage>
}

/** A page, and what it did that a page of ours does not. */
export interface WatchedPage {
  readonly page: Page
  /** Requests to other hosts, errors of scripts, and violations of the page's policy. */
  readonly faults: readonly string[]
}

/** Starts a browser in a network of its own, in which these ports lead to servers of the test. */
export async function openBrowser(doors: ReadonlyMap<number, Target>): Promise<TestBrowser> {
  const network = await openNetwork(doors)
  const env = { PATH: process.env.PATH ?? '', PEAFLOW_NETWORK: network.path, PEAFLOW_CHROMIUM: CHROMIUM }
  const executablePath = fileURLToPath(new URL('browser/chromium.sh', import.meta.url))
  const browser = await chromium.launch({ executablePath, env, args: FLAGS })
  const close = async () => {
    await browser.close()
    await network[Symbol.asyncDispose]()
  }
  return { browser, open: (options = {}) => openPage(browser, options), [Symbol.asyncDispose]: close }
}

async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options })
  context.setDefaultTimeout(PATIENCE)
  const faults: string[] = []
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.hostname === '127.0.0.1') return await route.continue()
    faults.push(`request to ${url.href}`)
    return await route.abort()
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text())
  })
  return { page, faults }
}

function whatIsMissing(): string | undefined {
  try {
    execFileSync(CHROMIUM, ['--version'], { stdio: 'ignore' })
  } catch {
    return `${CHROMIUM} cannot be started (Debian: apt-get install chromium)`
  }
  try {
    execFileSync('unshare', ['--net', 'ip', 'link'], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
    return undefined
  } catch (error) {
    return `a network of its own needs Linux, root and iproute2 (${(error as Error).message.trim()})`
  }
}
