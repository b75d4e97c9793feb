import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustRun } from './command.ts'
import { openRegistry, type Registry } from './registry.ts'
import { openScratch } from './scratch.ts'

const scratch = openScratch()
let registry: Registry

beforeAll(async () => {
  registry = await openRegistry()
}, 300_000)

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
  }, 300_000)
})
