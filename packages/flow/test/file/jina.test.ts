// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { describe, expect, it } from 'vitest'
import { Flow, formatProblem, readFlow } from '../../src/index.ts'

describe('flow files of Jina 0.x', () => {
  it('load where they say what we say', () => {
    const { flow, problems, warnings } = readFlow(
      `!Flow
with:
  logserver: true
  optimize_level: NONE
pods:
  chunk_seg:
    yaml_path: craft/index-craft.yml
    replicas: $REPLICAS
    read_only: true
  encode:
    uses: docker://acme/encoder:0.1
    uses_internal: encode.yml
    shards: 2
    polling: ALL
    timeout_ready: -1
  route: { uses: _forward, needs: gateway, host: 0.0.0.0 }
  join_all:
    yaml_path: _merge
    recv_from: [encode, route]
`,
      { env: { REPLICAS: '2' } },
    )
    expect(problems).toEqual([])
    expect(warnings.map(formatProblem)).toEqual([
      'flow file:3:3 with.logserver: "logserver" is an option of Jina that Peaflow does not have; it is ignored',
      'flow file:9:5 pods.chunk_seg.read_only: "read_only" is an option of Jina that Peaflow does not have; it is ignored',
      'flow file:15:20 pods.encode.timeout_ready: "timeout_ready: -1" means no limit; it is read as 576h',
    ])
    const same = new Flow({ optimize: 'none' })
      .add({ name: 'chunk_seg', uses: 'craft/index-craft.yml', replicas: 2 })
      .add({
        name: 'encode',
        image: 'acme/encoder:0.1',
        uses: 'encode.yml',
        replicas: 2,
        polling: 'all',
        timeoutReady: 2_073_600_000,
      })
      .add({ name: 'route', needs: 'gateway', host: '0.0.0.0' })
      .join(['encode', 'route'], { name: 'join_all' })
    expect(flow?.equals(same)).toBe(true)
  })

  it('load in their later form', () => {
    const { flow, problems, warnings } = readFlow(`
jtype: Flow
version: '1'
pods:
  - name: gateway
    port_expose: 45678
  - name: a
    uses: a.yml
    parallel: 3
    scheduling: ROUND_ROBIN
    show_exc_info: true
  - { name: b, method: add, needs: gateway }
  - { method: needs, needs: [a, b] }
`)
    expect(problems).toEqual([])
    expect(warnings.map(({ path }) => path)).toEqual(['pods.gateway', 'pods.a.show_exc_info'])
    const same = new Flow()
      .add({ name: 'a', uses: 'a.yml', replicas: 3, scheduling: 'round_robin' })
      .add({ name: 'b', needs: 'gateway' })
      .join(['a', 'b'])
    expect(flow?.equals(same)).toBe(true)
  })

  it('load with an empty gateway without a word', () => {
    const { flow, problems, warnings } = readFlow('!Flow\npods: { gateway: {}, a: {} }')
    expect([...problems, ...warnings]).toEqual([])
    expect(flow?.pods.map(({ name }) => name)).toEqual(['a'])
  })

  it('say what runs inside of an image only where there is one', () => {
    const { flow, warnings } = readFlow(
      'pods: { a: { uses: a.yml, uses_internal: b.yml }, c: { image: x, uses_internal: d.yml } }',
    )
    expect(warnings.map(({ path }) => path)).toEqual(['pods.a.uses_internal'])
    expect(flow?.pods.map(({ options }) => options)).toEqual([{ uses: 'a.yml' }, { image: 'x', uses: 'd.yml' }])
  })
})
