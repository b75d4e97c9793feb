import { CLUSTER_HOST } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type FlowOptions, type PodOptions, readFlow } from '../../src/index.ts'

const inCluster: PodOptions = { name: 'encode', image: 'acme/encoder:1.2', runtime: 'kubernetes' }

const flowOf = (pod: PodOptions, ofFlow: FlowOptions = {}) =>
  new Flow({ hostname: 'here', ...ofFlow }).add({ ...inCluster, ...pod })

describe('a Pod with the runtime kubernetes', () => {
  it('has its replicas in the cluster, and its head and tail beside the Flow', () => {
    const { peas } = buildFlow(
      flowOf({ replicas: 2, polling: 'all', usesBefore: './before.js', usesAfter: './after.js' }),
    )
    expect(peas.map(({ id, runtime, host, hostname }) => ({ id, runtime, host, hostname }))).toEqual([
      { id: 'encode/head', runtime: 'process', host: null, hostname: 'here' },
      { id: 'encode/0', runtime: 'kubernetes', host: CLUSTER_HOST, hostname: undefined },
      { id: 'encode/1', runtime: 'kubernetes', host: CLUSTER_HOST, hostname: undefined },
      { id: 'encode/tail', runtime: 'process', host: null, hostname: 'here' },
      { id: 'gateway', runtime: 'inline', host: null, hostname: 'here' },
    ])
  })

  it('dials everything outside the cluster, and is dialled in it', () => {
    const flow = flowOf({})
      .add({ ...inCluster, name: 'rank' })
      .add({ name: 'print', uses: './print.js' })
    const links = buildFlow(flow).links.map(({ from, to, bind, address }) => [
      from,
      to,
      bind,
      address.replace(/\d+$/, ''),
    ])
    expect(links).toEqual([
      ['gateway', 'encode/0', 'gateway', 'tcp://here:'],
      ['encode/0', 'rank/0', 'rank/0', `tcp://${CLUSTER_HOST}:`],
      ['rank/0', 'print/0', 'print/0', 'tcp://here:'],
      ['print/0', 'gateway', 'gateway', 'tcp://0.0.0.0:'],
    ])
  })

  it('can take its runtime from the Flow', () => {
    const { peas } = buildFlow(
      new Flow({ hostname: 'here', runtime: 'kubernetes' }).add({ ...inCluster, runtime: undefined }),
    )
    expect(peas[0]).toMatchObject({ id: 'encode/0', runtime: 'kubernetes', host: CLUSTER_HOST })
  })

  it('is dialled by no one where it is external', () => {
    const { peas } = buildFlow(flowOf({ external: true, image: undefined, host: 'far' }))
    expect(peas[0]).toMatchObject({ host: 'far', external: true })
  })

  it('needs an image', () => {
    expect(() => buildFlow(flowOf({ image: undefined, uses: './encode.js' }))).toThrow(
      expect.objectContaining({
        code: 'CONFIG_WRONG_RUNTIME',
        message: '"encode" has the runtime kubernetes, but no image',
      }),
    )
  })

  const refused: readonly (readonly [options: PodOptions, code: string, message: string])[] = [
    [{ host: 'far' }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where host has no effect'],
    [{ dockerHost: 'ssh://far' }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where docker_host has no effect'],
    [{ docker: { HostConfig: {} } }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where docker has no effect'],
    [{ build: '.' }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where build has no effect'],
    [{ portIn: 5000 }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where port_in has no effect'],
    [{ portOut: 5000 }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where port_out has no effect'],
    [{ gpus: 'all' }, 'CONFIG_OPTION', '"encode" runs in Kubernetes, where a container gets a number of GPUs'],
    [{ volumes: ['./a:/a'] }, 'CONFIG_VOLUME', '"encode" mounts ./a, a path of this machine, but runs in Kubernetes'],
    [{ volumes: ['/a'] }, 'CONFIG_VOLUME', '"encode" mounts a volume at /a without a name, but runs in Kubernetes'],
  ]

  it.each(refused)('is refused with %j', (options, code, message) => {
    expect(() => buildFlow(flowOf(options))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })

  it('is refused where the option stands in the file', () => {
    const file = 'version: 1\npods:\n  encode: { image: acme/encoder:1, runtime: kubernetes, gpus: all }\n'
    expect(readFlow(file).problems[0]).toMatchObject({ code: 'CONFIG_OPTION', line: 3 })
  })
})
