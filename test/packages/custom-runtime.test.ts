import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { conformanceCases } from '@peaflow/runtime-conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkTypes } from './check-types.ts'
import { mustRun } from './command.ts'
import { openRegistry, type Registry } from './registry.ts'
import { openScratch } from './scratch.ts'

const scratch = openScratch()
const runtime = scratch.example('custom-runtime')
let registry: Registry

beforeAll(async () => {
  registry = await openRegistry()
  await mustRun('npm', ['install', '--prefer-offline', registry.flag], { cwd: runtime })
}, 300_000)

afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

describe('the runtime of the example, with Peaflow from a registry', () => {
  it('passes the launcher contract, without a test framework', async () => {
    const report = await mustRun('npm', ['test'], { cwd: runtime })
    expect(report).toMatch(new RegExp(`^# pass ${conformanceCases.length}\\n# fail 0$`, 'm'))
  }, 300_000)

  it('type-checks against the contract', async () => {
    const files = ['launcher.js', 'test/conformance.test.js']
    expect(await checkTypes(runtime, { files, compilerOptions: { module: 'nodenext', checkJs: true } })).toBe('')
  }, 300_000)
})

describe('a Flow with the runtime of the example', () => {
  const cwd = scratch.example('hello')

  beforeAll(async () => {
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    const [{ filename }] = JSON.parse(await mustRun('npm', ['pack', '--json'], { cwd: runtime }))
    const packages = [join(runtime, filename), '@peaflow/cli', '@peaflow/engine', '@peaflow/flow']
    await mustRun('npm', ['install', '--prefer-offline', registry.flag, ...packages], { cwd })
    writeFileSync(join(cwd, 'limits.js'), LIMITS)
    writeFileSync(join(cwd, 'hello.js'), HELLO)
  }, 300_000)

  /** Runs the hello Flow, whose Peas are launched by a runtime of that name, and one more Pod that says how. */
  const peaflow = (name: string, ...args: string[]) => {
    const flow = readFileSync(join(cwd, 'flow.yml'), 'utf8')
    const file = `${flow}  limits: { uses: ./limits.js }\nwith: { runtime: ${name} }\n`
    writeFileSync(join(cwd, `${name}.yml`), file)
    writeFileSync(join(cwd, 'people.txt'), ' Ada \n')
    const input = ['--lines', '--input', 'people.txt']
    return mustRun('npx', ['peaflow', 'run', `${name}.yml`, ...input, ...args], { cwd })
  }

  it('names its package as the runtime', async () => {
    expect(JSON.parse(await peaflow('peaflow-runtime-limited'))).toMatchObject(GREETING)
  })

  it('has a shorter name for it on the command line', async () => {
    expect(JSON.parse(await peaflow('limited', '--runtime', 'limited=peaflow-runtime-limited'))).toMatchObject(GREETING)
  })

  it('is handed the launcher in code', async () => {
    expect(JSON.parse(await mustRun('node', ['hello.js'], { cwd }))).toMatchObject(GREETING)
  })
})

const GREETING = { text: 'HELLO, ADA!', files: '256' }

/** An executor that says how many files its Pea may open: fewer than any other Pea. */
const LIMITS = `
import { readFileSync } from 'node:fs'
const [, files] = /Max open files +(\\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))
export default (documents) => documents.map((document) => ({ ...document, files }))
`

const HELLO = `
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import limitedLauncher from 'peaflow-runtime-limited'

const flow = new Flow({ name: 'hello', runtime: 'limited' })
  .add({ uses: './trim.js' })
  .add({ uses: './greet.js', replicas: 2, with: { greeting: 'Hello' } })
  .add({ uses: './shout.js' })
  .add({ uses: './limits.js' })
const running = await startFlow(buildFlow(flow), { launchers: { limited: limitedLauncher() } })
const [answer] = await running.request('/', [{ text: ' Ada ' }])
console.log(JSON.stringify(answer))
await running.stop()
`
