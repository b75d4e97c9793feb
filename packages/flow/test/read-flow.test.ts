// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type FlowProblem, formatProblem, readFlow } from '../src/index.ts'

const read = (text: string, env = {}) => readFlow(text, { env, file: 'flow.yml' })
const lines = (problems: readonly FlowProblem[]) => problems.map((one) => `${one.code} ${formatProblem(one)}`)

describe('readFlow', () => {
  it('reads the flow file of the design', () => {
    const { flow, problems, warnings } = read(`
name: search
version: 1
with: { optimize: full, timeout_ready: 30s }
pods:
  segment: { uses: ./segment.js }
  encode:
    image: \${REGISTRY:-acme}/encoder:1.2
    replicas: 3
    volumes: [./models:/models:ro]
  tag: { uses: ./tag.js, needs: segment }
  both: { needs: [encode, tag], uses: _merge }
`)
    expect([...problems, ...warnings]).toEqual([])
    const same = new Flow({ name: 'search' })
      .add({ name: 'segment', uses: './segment.js' })
      .add({ name: 'encode', image: 'acme/encoder:1.2', replicas: 3, volumes: ['./models:/models:ro'] })
      .add({ name: 'tag', uses: './tag.js', needs: 'segment' })
      .join(['encode', 'tag'], { name: 'both' })
    expect(flow?.equals(same)).toBe(true)
  })

  it('reads Pods from a list too, named or not', () => {
    const { flow } = read('pods: [{ name: a }, { replicas: 2 }, { method: join, needs: [a, pod0] }]')
    expect(flow?.equals(new Flow().add({ name: 'a' }).add({ replicas: 2 }).join(['a', 'pod0']))).toBe(true)
  })

  it('accepts a Pod without options, and options without values', () => {
    const { flow } = read('pods:\n  a:\n  b: {}\n  c: { replicas: , uses: ~ }\nwith:\n')
    expect(flow?.equals(new Flow().add({ name: 'a' }).add({ name: 'b' }).add({ name: 'c' }))).toBe(true)
  })

  it('takes the answer from the Pod that is named', () => {
    const { flow, warnings } = read('pods: { a: , b: }\nreturns: a')
    expect(flow && buildFlow(flow).pods.at(-1)?.needs).toEqual(['a'])
    expect(lines(warnings)).toEqual([
      `TOPOLOGY_SIDE_BRANCH flow.yml:1:14 pods.b: no path leads from "b" to "a", whose answer is the Flow's, so no request waits for its results`,
    ])
  })

  it('turns durations and sizes into numbers', () => {
    const { flow } = read(`
with: { timeout_request: 2m, restart: { window: 1h } }
pods: { a: { timeout_ready: 1500ms, timeout_request: 250, image: x, memory: 64MB }, b: { timeout_ready: 0.5s } }
`)
    expect(flow?.options).toEqual({ timeoutRequest: 120_000, restart: { window: 3_600_000 } })
    expect(flow?.pods[0]?.options).toEqual({ timeoutReady: 1500, timeoutRequest: 250, image: 'x', memory: 67_108_864 })
    expect(flow?.pods[1]?.options).toEqual({ timeoutReady: 500 })
  })

  it('accepts words in any case, and lists in their short forms', () => {
    const { flow } = read(`
with: { optimize: IGNORE_GATEWAY }
pods: { a: { polling: { /index: ANY, default: All }, image: x, env: [A=1, B=x=y], entrypoint: node main.js, pull: NEVER } }
`)
    expect(flow?.options).toEqual({ optimize: 'ignore_gateway' })
    expect(flow?.pods[0]?.options).toEqual({
      polling: { '/index': 'any', default: 'all' },
      image: 'x',
      env: { A: '1', B: 'x=y' },
      entrypoint: ['node', 'main.js'],
      pull: 'never',
    })
  })

  it('merges what aliases and "<<" stand for', () => {
    const { flow, problems } = read(`
x-fast: &fast { replicas: 3, retries: 2, with: { a: 1 } }
pods: { a: { <<: *fast, replicas: 4 }, b: { <<: [*fast], with: &with { b: 2 } }, c: { with: *with } }
`)
    expect(problems).toEqual([])
    expect(flow?.pods.map(({ options }) => options)).toEqual([
      { replicas: 4, retries: 2, with: { a: 1 } },
      { replicas: 3, retries: 2, with: { b: 2 } },
      { with: { b: 2 } },
    ])
  })
})

describe('variables', () => {
  const text = `
pods:
  a: { replicas: "\${COUNT}", image: "$IMAGE", external: "\${OUTSIDE:-false}", with: { plain: x$$y } }
  b:
    replicas: $COUNT
    with: { n: $COUNT, s: "$COUNT", on: $FLAG }
`
  it('are filled in, as numbers where a number belongs', () => {
    const { flow } = read(text, { COUNT: '3', IMAGE: '12', FLAG: 'true' })
    expect(flow?.pods.map(({ options }) => options)).toEqual([
      { replicas: 3, image: '12', external: false, with: { plain: 'x$y' } },
      { replicas: 3, with: { n: 3, s: '3', on: true } },
    ])
  })

  it('that are not set cause a warning, or a mistake if they are required', () => {
    const { problems, warnings } = read('pods: { a: { uses: "${MODULE:?name the module}", with: { key: x$KEY } } }')
    expect(lines(problems)).toEqual([
      'CONFIG_VARIABLE flow.yml:1:20 pods.a.uses: the variable MODULE must be set: name the module',
    ])
    expect(lines(warnings)).toEqual([
      'CONFIG_VARIABLE flow.yml:1:63 pods.a.with: the variable KEY is not set; an empty string replaces it',
    ])
  })
})

describe('placeOf', () => {
  const { positionOf } = read('pods:\n  a:\n    uses: ./a.js\n  b: { image: x, user: 1000 }')

  it('is the position of an option', () => {
    expect(positionOf('a', 'uses')).toEqual({ file: 'flow.yml', line: 3, column: 11, path: 'pods.a.uses' })
    expect(positionOf('b', 'user')).toMatchObject({ line: 4, column: 24, path: 'pods.b.user' })
  })

  it('is the position of the Pod for an option that the file does not set', () => {
    expect(positionOf('a', 'timeoutReady')).toMatchObject({ line: 2, column: 3, path: 'pods.a' })
  })

  it('is undefined for an unknown Pod', () => {
    expect(positionOf('c', 'uses')).toBeUndefined()
    expect(read('[').positionOf('a', 'uses')).toBeUndefined()
  })
})
