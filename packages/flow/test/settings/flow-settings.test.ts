import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type FlowOptions } from '../../src/index.ts'

describe('functions as executors', () => {
  const execute = () => []
  const flow = new Flow()
    .add({ name: 'a', uses: execute, usesAfter: execute })
    .add({ name: 'b', uses: { requests: { '/': execute } } })

  it('are named in the plan, and passed beside it', () => {
    const { peas } = buildFlow(flow)
    expect(peas.map(({ id, uses, runtime }) => [id, uses, runtime])).toEqual([
      ['a/0', { inline: 'a' }, 'inline'],
      ['a/tail', { inline: 'a/tail' }, 'inline'],
      ['b/0', { inline: 'b' }, 'inline'],
      ['gateway', '_pass', 'inline'],
    ])
    expect(flow.executors).toEqual({ a: execute, 'a/tail': execute, b: { requests: { '/': execute } } })
  })

  it('cannot be written to a file', () => {
    expect(() => flow.toYaml()).toThrow(expect.objectContaining({ code: 'CONFIG_FUNCTION' }))
  })
})

describe('options of the Flow', () => {
  it('hold for every Pod that does not override them', () => {
    const options: FlowOptions = { replicas: 2, polling: 'all', retries: 3, runtime: 'thread', workspace: 'data/' }
    const { pods, peas } = buildFlow(new Flow(options).add({ name: 'a' }).add({ name: 'b', replicas: 1, retries: 0 }))
    expect(pods[0]?.options).toMatchObject({ replicas: 2, polling: 'all', retries: 3, runtime: 'thread' })
    expect(pods[1]?.options).toMatchObject({ replicas: 1, polling: 'all', retries: 0, runtime: 'thread' })
    expect(peas.map(({ workspace }) => workspace)).toContain('data/a/1')
  })

  it('choose a runtime only where it can run the Pod', () => {
    const runtimes = (runtime: string) =>
      buildFlow(
        new Flow({ runtime })
          .add({ image: 'x' })
          .add()
          .add({ uses: () => [] }),
      ).peas.map((pea) => pea.runtime)
    expect(runtimes('thread')).toEqual(['docker', 'thread', 'inline', 'inline'])
    expect(runtimes('docker')).toEqual(['docker', 'process', 'inline', 'inline'])
    expect(runtimes('acme-podman')).toEqual(['acme-podman', 'acme-podman', 'inline', 'inline'])
  })

  it('limit the whole request, and those of a Pod only its own calls', () => {
    const plan = buildFlow(new Flow({ timeoutRequest: 9_000 }).add({ uses: './a.js', timeoutRequest: 500 }).add())
    expect(plan.options).toMatchObject({ timeoutRequest: 9_000, timeoutReady: 30_000 })
    expect(plan.peas.map(({ timeoutRequest }) => timeoutRequest)).toEqual([500, undefined, undefined])
    expect(plan.peas[2]?.outputs[0]?.timeoutCall).toBe(500)
  })
})
