import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const here = fileURLToPath(new URL('..', import.meta.url))
const forkJoin = fileURLToPath(new URL('../../fork-join/flow.yml', import.meta.url))

/** The part of an HTML element that the script of the page uses. */
class FakeElement {
  textContent = ''
  readonly value: string
  #listener = () => {}

  constructor(value: string) {
    this.value = value
  }

  addEventListener(_event: string, listener: () => void) {
    this.#listener = listener
  }

  type(value: string) {
    Object.assign(this, { value })
    this.#listener()
  }
}

/** Runs the script of the page in a context with these elements only: without Node, without `process`. */
async function openPage(text: string) {
  const bundle = { entryPoints: [`${here}/page.js`], bundle: true, platform: 'browser', write: false } as const
  const { outputFiles, metafile } = await build({ ...bundle, metafile: true })
  const elements = { flow: new FakeElement(text), links: new FakeElement('') }
  const document = { getElementById: (id: 'flow' | 'links') => elements[id] }
  runInContext(outputFiles[0]?.text ?? '', createContext({ document }))
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path))
  return { ...elements, imports }
}

test('a browser makes the same plan as Node', async () => {
  const command = `node print.js < ${forkJoin}`
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd: here })
  const { links } = await openPage(readFileSync(forkJoin, 'utf8'))
  expect(stdout.split('\n')).toContain('count/0 -> both/0: both/0 binds, count/0 dials tcp://0.0.0.0:20005')
  expect(`${links.textContent}\n`).toBe(stdout)
})

test('the bundle imports no module of Node', async () => {
  const { imports } = await openPage('pods: { hello: {} }')
  expect(imports.length).toBeGreaterThan(10)
  expect(imports.filter((path) => path.startsWith('node:'))).toEqual([])
})

test('an error is shown while the user types', async () => {
  const { flow, links } = await openPage('pods: { hello: {} }')
  expect(links.textContent).toContain('gateway -> hello/0')
  flow.type('pods: { hello: { needs: missing } }')
  expect(links.textContent).toContain('missing')
})
