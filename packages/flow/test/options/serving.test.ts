import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type FlowOptions, readFlow } from '../../src/index.ts'

const POD = 'pods: { a: {} }'

const read = (options: string, env: Readonly<Record<string, string>> = {}) =>
  readFlow(`with: ${options}\n${POD}\n`, { env, file: 'flow.yml' })

it('reads how a Flow is served', () => {
  const { flow, problems } = read(
    '{ http: 8080, grpc: "[::1]:8081", cors: https://app.example, hosts: [peas.example], token: $TOKEN, tls: { cert: ./c.pem, key: ./k.pem }, max_body: 64KB, max_queue: 8, drain: 5s }',
    { TOKEN: '0123' },
  )
  expect(problems).toEqual([])
  expect(flow?.options).toEqual({
    http: 8080,
    grpc: '[::1]:8081',
    cors: ['https://app.example'],
    hosts: ['peas.example'],
    token: '0123',
    tls: { cert: './c.pem', key: './k.pem' },
    maxBody: 65_536,
    maxQueue: 8,
    drain: 5_000,
  })
})

it('reads a port from a variable', () => {
  expect(read('{ http: $PORT }', { PORT: '9000' }).flow?.options.http).toBe(9_000)
  expect(read('{ http: "$PORT" }', { PORT: '9000' }).flow?.options.http).toBe(9_000)
  expect(read('{ http: "0.0.0.0:$PORT" }', { PORT: '9000' }).flow?.options.http).toBe('0.0.0.0:9000')
})

const wrong: readonly (readonly [options: string, message: string])[] = [
  ['{ http: here }', '1:15 with.http: expected a port such as 8080, or a host and a port'],
  ['{ http: 70000 }', '1:15 with.http: expected a port'],
  ['{ http: "0.0.0.0:70000" }', '1:15 with.http: expected a port'],
  ['{ http: "1:2:3" }', '1:15 with.http: expected a port'],
  ['{ grpc: "::1:80" }', '1:15 with.grpc: expected a port'],
  ['{ cors: "*" }', '1:15 with.cors: expected an origin such as https://app.example'],
  ['{ cors: [https://app.example/] }', '1:16 with.cors[0]: expected an origin'],
  ['{ cors: [app.example] }', '1:16 with.cors[0]: expected an origin'],
  ['{ hosts: [peas.example:80] }', '1:17 with.hosts[0]: expected a host name without a port'],
  ['{ tls: { cert: ./c.pem } }', '1:14 with.tls: expected the paths of two files'],
  ['{ tls: { cert: ./c.pem, key: ./k.pem, ca: x } }', '1:14 with.tls'],
  ['{ max_body: 0 }', '1:19 with.max_body: expected a size such as 64MB'],
  ['{ max_queue: -1 }', '1:20 with.max_queue: expected a whole number'],
  ['{ drain: -1 }', '1:16 with.drain: expected a duration such as 5s'],
  ['{ max_que: 1 }', '1:9 with.max_que: there is no option "max_que"'],
]
it.each(wrong)('refuses %s', (options, message) => {
  const { flow, problems } = read(options)
  expect(flow).toBeUndefined()
  expect(problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)).toEqual([
    expect.stringContaining(message),
  ])
})

describe('the token', () => {
  const token = 'peas-and-beans'
  const flow = new Flow({ token, http: 80 }).add({ name: 'a' })

  it('stands in no plan', () => {
    expect(JSON.stringify(buildFlow(flow))).not.toContain(token)
  })

  it('stands in a variable of a file that is written', () => {
    const text = flow.toYaml()
    expect(text).not.toContain(token)
    expect(text).toContain('PEAFLOW_TOKEN')
    expect(Flow.fromYaml(text, { env: { PEAFLOW_TOKEN: token } }).equals(flow)).toBe(true)
    expect(Flow.fromYaml(text, { env: { PEAFLOW_TOKEN: 'other' } }).equals(flow)).toBe(false)
    expect(() => Flow.fromYaml(text)).toThrow('the variable PEAFLOW_TOKEN must be set: the token that clients send')
  })

  it.each(['"two words"', '[secret-word]', '{ secret-word: 1 }', '"secret-wörd"'])(
    'is not shown if it is %s',
    (given) => {
      const { problems } = read(`{ token: ${given} }`)
      expect(problems).toMatchObject([{ code: 'CONFIG_OPTION', path: expect.stringMatching(/^with\.token/) }])
      expect(JSON.stringify(problems)).not.toMatch(/two words|secret-w/)
    },
  )

  it('is not shown by code either', () => {
    expect(() => new Flow({ token: 'two words' })).toThrow(/^(?!.*two words)/)
  })
})

it('writes what differs from the defaults', () => {
  const options: FlowOptions = {
    http: '0.0.0.0:80',
    maxBody: 64 * 1_024 ** 2,
    maxQueue: 1_024,
    cors: ['https://a.example'],
  }
  const flow = new Flow(options).add({ name: 'a' })
  expect(flow.toYaml()).toBe('version: 1\nwith:\n  http: 0.0.0.0:80\n  cors: https://a.example\npods:\n  a: {}\n')
  expect(Flow.fromYaml(flow.toYaml()).equals(flow)).toBe(true)
})

it('says where an option of the Flow stands', () => {
  const { positionOf } = readFlow(`with:\n  tls: { cert: a, key: b }\n${POD}\n`, { file: 'flow.yml' })
  expect(positionOf(undefined, 'tls')).toEqual({ file: 'flow.yml', line: 2, column: 8, path: 'with.tls' })
  expect(positionOf(undefined, 'http')).toMatchObject({ path: 'with' })
})
