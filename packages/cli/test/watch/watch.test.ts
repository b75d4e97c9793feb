import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FlowFile, peasOf, type RunningCommand, startCommand, writeFlowFile } from '../process.ts'
import { ask, type Machine, openMachine } from '../up/machine.ts'

let machine: Machine
let flow: FlowFile
let up: RunningCommand
let folder: string

const PODS = ['a: { uses: ./a.mjs }', 'b: { uses: ./b.mjs, with: { mark: one } }'] as const
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: code of executors
const CODE = {
  'shared.mjs': "export const shared = 'shared'",
  'a.mjs':
    "import { shared } from './shared.mjs'\nexport default (all) => all.map((one) => ({ ...one, a: `a1 ${shared}` }))",
  'b.mjs': 'export default (all, { with: { mark } }) => all.map((one) => ({ ...one, b: `b1 ${mark}` }))',
} as const
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: code of executors

/** Saves a file as many editors do: under another name, which is then renamed. */
function save(name: string, text: string): void {
  const path = join(flow.folder, `.${name}.swp`)
  writeFileSync(path, text)
  renameSync(path, join(flow.folder, name))
}

function saveFlow(...pods: readonly string[]): void {
  save('flow.yml', `name: ${flow.name}\nversion: 1\npods:\n${pods.map((pod) => `  ${pod}\n`).join('')}`)
}

async function call(): Promise<unknown> {
  const { text } = await ask(folder, '/', { method: 'POST', body: '[{"id":"1"}]' })
  return JSON.parse(text).documents[0]
}

async function lives(): Promise<Record<string, number>> {
  const { peas } = JSON.parse((await ask(folder, '/-/status')).text)
  return Object.fromEntries(peas.map(({ id, incarnation }: { id: string; incarnation: number }) => [id, incarnation]))
}

beforeEach(async () => {
  machine = openMachine()
  flow = writeFlowFile(...PODS)
  for (const [name, text] of Object.entries(CODE)) writeFileSync(join(flow.folder, name), text)
  up = startCommand(['up', flow.file, '--watch', '--no-http'], machine)
  await up.says('watching')
  folder = machine.folders()[0] ?? ''
})
afterEach(async () => {
  up.child.kill('SIGTERM')
  expect((await up.ended).code).toBe(0)
  expect(await peasOf(flow)).toEqual([])
  flow[Symbol.dispose]()
  machine[Symbol.dispose]()
})

describe('up --watch', () => {
  it('restarts the Pod whose executor is saved, and no other', async () => {
    expect(await call()).toEqual({ id: '1', a: 'a1 shared', b: 'b1 one' })
    save('b.mjs', CODE['b.mjs'].replace('b1', 'b2'))
    await up.says('b.mjs has changed: restarting b')
    await up.says('every Pea of b is a new one')
    expect(await call()).toEqual({ id: '1', a: 'a1 shared', b: 'b2 one' })
    save('shared.mjs', "export const shared = 'other'")
    await up.says('every Pea of a is a new one')
    expect(await call()).toEqual({ id: '1', a: 'a1 other', b: 'b2 one' })
    expect(await lives()).toEqual({ 'a/0': 2, 'b/0': 2 })
  })

  it('says what does not parse, and changes nothing until it does', async () => {
    save('a.mjs', 'export default (')
    await up.says('the executor ./a.mjs does not load')
    expect(await call()).toMatchObject({ a: 'a1 shared' })
    save('a.mjs', CODE['a.mjs'].replace('a1', 'a2'))
    await up.says('every Pea of a is a new one')
    expect(await call()).toMatchObject({ a: 'a2 shared' })
    expect(await lives()).toEqual({ 'a/0': 2, 'b/0': 1 })
  })

  it('reads the flow file again: options, replicas, and what needs a new start', async () => {
    saveFlow(PODS[0], 'b: { usess: ./b.mjs }')
    await up.says('usess')
    saveFlow(PODS[0], 'b: { uses: ./none.mjs }')
    await up.says('none.mjs')
    saveFlow(PODS[0], 'b: { uses: ./b.mjs, with: { mark: two } }')
    await up.says('every Pea of b is a new one')
    expect(await call()).toEqual({ id: '1', a: 'a1 shared', b: 'b1 two' })
    saveFlow('a: { uses: ./a.mjs, replicas: 2 }', 'b: { uses: ./b.mjs, with: { mark: two } }')
    await up.says('a now has 2 replicas instead of 1')
    saveFlow('a: { uses: ./a.mjs, replicas: 2 }', 'b: { uses: ./b.mjs, with: { mark: two } }', 'c: {}')
    await up.says('needs a new `peaflow up`: it has other Pods or edges')
    expect(await lives()).toMatchObject({ 'a/0': 1, 'a/1': 1, 'b/0': 2 })
  })

  it('has all of that in the log', async () => {
    save('b.mjs', CODE['b.mjs'].replace('b1', 'b2'))
    await up.says('every Pea of b is a new one')
    expect((await ask(folder, '/-/logs?pod=gateway')).text).toContain('b.mjs has changed: restarting b')
  })
})
