import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, scalePlan } from '../src/index.ts'

const usesOf = (flow: Flow) => buildFlow(flow).peas.find(({ role }) => role === 'replica')?.uses

describe('exec', () => {
  it.each([
    ['./tool --flag "a b"', { command: ['./tool', '--flag', 'a b'], protocol: 'frames' }],
    [{ command: './tool a' }, { command: ['./tool', 'a'], protocol: 'frames' }],
    [
      { command: ['jq', '-c'], protocol: 'lines', cwd: 'work' },
      { command: ['jq', '-c'], protocol: 'lines', cwd: 'work' },
    ],
  ] as const)('%j is the executor of its Pod', (exec, plan) => {
    const flow = new Flow().add({ name: 'a', exec })
    expect(usesOf(flow)).toEqual({ exec: plan })
    const read = Flow.fromYaml(flow.toYaml())
    expect(read.equals(flow)).toBe(true)
    expect(usesOf(read)).toEqual({ exec: plan })
    expect(flow.equals(new Flow().add({ name: 'a', exec: './other' }))).toBe(false)
  })

  it('is written in its shortest form', () => {
    const flow = new Flow()
      .add({ name: 'a', exec: { command: ['./tool', 'a b', '$x'] } })
      .add({ name: 'b', exec: { command: ['jq'], protocol: 'lines' } })
    expect(flow.toYaml()).toContain("exec: ./tool 'a b' '$$x'\n")
    expect(flow.toYaml()).toContain('command:\n        - jq\n      protocol: lines')
  })

  it('stays when a Pod is scaled', () => {
    const plan = scalePlan(buildFlow(new Flow().add({ name: 'a', exec: './tool' })), 'a', 3)
    const replicas = plan.peas.filter(({ role }) => role === 'replica')
    expect(replicas.map(({ uses }) => uses)).toEqual(
      Array(3).fill({ exec: { command: ['./tool'], protocol: 'frames' } }),
    )
  })

  it('may be a join, and stand in a group', () => {
    const flow = new Flow()
      .add({ name: 'a', needs: 'gateway', uses: './a.js' })
      .add({ name: 'b', needs: 'gateway', uses: './b.js' })
      .join(['a', 'b'], { name: 'c', exec: './tool', group: 'g' })
      .add({ name: 'd', uses: './d.py', python: 'python3.12', group: 'g' })
    const pea = buildFlow(flow).peas.find(({ pod }) => pod === 'c')
    expect(pea?.stages).toEqual([
      expect.objectContaining({ pod: 'c', uses: { exec: { command: ['./tool'], protocol: 'frames' } } }),
      expect.objectContaining({ pod: 'd', uses: './d.py', python: 'python3.12' }),
    ])
  })

  it.each([
    [{ exec: './tool', uses: './a.js' }, '"a" has both uses and exec'],
    [{ exec: "./tool 'x" }, 'expected a command line'],
    [{ exec: './tool | cat' }, 'expected a command line'],
    [{ exec: { command: [] } }, 'expected a command line'],
    [{ exec: { command: ['a'], protocol: 'xml' } }, 'expected a command line'],
    [{ python: 'python3', uses: './a.js' }, '"a" has no executor in Python'],
    [{ python: 'python3', exec: './tool' }, '"a" has no executor in Python'],
  ])('or python may be a mistake: %j', (options, message) => {
    expect(() => new Flow().add({ name: 'a', ...(options as object) })).toThrow(message)
  })
})

it('python goes to the Peas that may need it', () => {
  const flow = new Flow().add({ name: 'a', uses: './a.py', python: './venv', replicas: 2, polling: 'all' })
  const found = buildFlow(flow, { optimize: 'none' }).peas.map(({ id, python }) => [id, python])
  expect(Object.fromEntries(found)).toMatchObject({ 'a/0': './venv', 'a/1': './venv', 'a/head': undefined })
})
