import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packages } from '../workspace.ts'
import { checkTypes } from './check-types.ts'
import { mustRun } from './command.ts'
import { openRegistry, type Registry } from './registry.ts'
import { openScratch } from './scratch.ts'

const scratch = openScratch()
let registry: Registry

beforeAll(async () => {
  registry = await openRegistry()
}, 120_000)

afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

describe('core, installed alone', () => {
  it('is the one package in node_modules, and plans', async () => {
    const cwd = scratch.project('core')
    await mustRun('npm', ['install', registry.flag, '@peaflow/core'], { cwd })
    const installed = readdirSync(join(cwd, 'node_modules'), { recursive: true, encoding: 'utf8' })
    expect(installed.filter((path) => /(^|\/)package\.json$/.test(path))).toEqual(['@peaflow/core/package.json'])
    const code = `import { connect } from '@peaflow/core'
      console.log(connect({ name: 'encode', image: 'acme/encoder' }, { name: 'index' }).address)`
    const address = await mustRun('node', ['--input-type=module', '--eval', code], { cwd })
    expect(address.trim()).toBe('tcp://host.docker.internal:20000')
  }, 60_000)
})

describe('peaflow, installed alone', () => {
  const cwd = scratch.project('short')

  beforeAll(async () => {
    await mustRun('npm', ['install', '--prefer-offline', registry.flag, registry.specifier('peaflow')], { cwd })
  }, 120_000)

  it('runs a function as an executor', async () => {
    const code = `import { Flow, startFlow } from 'peaflow'
      const shout = (documents) => documents.map(({ text }) => ({ text: text.toUpperCase() }))
      const running = await startFlow(new Flow().add({ name: 'shout', uses: shout }))
      const [answer] = await running.request('/', [{ text: 'hello' }])
      console.log(answer.text)
      await running.stop()`
    expect(await mustRun('node', ['--input-type=module', '--eval', code], { cwd })).toBe('HELLO\n')
  })

  it('brings the command', async () => {
    expect(await mustRun('npx', ['peaflow', '--help'], { cwd })).toMatch(/^Usage: peaflow /)
  })
})

describe('a consumer of every package', () => {
  const cwd = scratch.project('consumer')

  beforeAll(async () => {
    const names = packages.map(registry.specifier)
    await mustRun('npm', ['install', '--prefer-offline', registry.flag, ...names], { cwd })
    writeFileSync(join(cwd, 'consumer.ts'), CONSUMER)
  }, 120_000)

  const resolutions = [
    { moduleResolution: 'node16', module: 'node16' },
    { moduleResolution: 'bundler', module: 'esnext' },
  ]

  it.each(resolutions)(
    'type-checks with moduleResolution $moduleResolution',
    async (compilerOptions) => {
      expect(await checkTypes(cwd, { files: ['consumer.ts'], compilerOptions })).toBe('')
    },
    120_000,
  )
})

const CONSUMER = `
import * as cli from '@peaflow/cli'
import { FlowError, type PeaLauncher, resolveHost } from '@peaflow/core'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow, scalePlan } from '@peaflow/flow'
import { peaProgram } from '@peaflow/pea'
import { runConformance } from '@peaflow/runtime-conformance'
import { dockerLauncher } from '@peaflow/runtime-docker'
import { processLauncher } from '@peaflow/runtime-local'
import * as short from 'peaflow'

const plan = buildFlow(new Flow({ name: 'hello' }).add({ name: 'greet', replicas: 2 }))
const launchers: Record<string, PeaLauncher> = { process: processLauncher(), docker: dockerLauncher() }
export const running: Promise<RunningFlow> = startFlow(plan, { launchers, replan: scalePlan })
export const host: string = resolveHost({ bind: {}, connect: {} })
export const error: FlowError = new FlowError('CONFIG_EXAMPLE', 'an example')
export const started: Promise<short.RunningFlow> = short.startFlow(
  new short.Flow().add({ uses: (documents) => documents.map(({ text = '' }) => ({ text })) }),
)
export const rest: readonly unknown[] = [cli, peaProgram, runConformance]
`
