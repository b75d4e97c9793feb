import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFlowError } from '../../src/error.ts'
import { parsePeaArgs, readsPeaInput, toPeaArgs } from '../../src/pea/args.ts'
import { PEA_FLAGS, toFlagName } from '../../src/pea/flag-table.ts'
import { addPeaInput, toPeaInput } from '../../src/pea/input.ts'
import type { PeaSpec } from '../../src/pea/spec.ts'

const count = fc.nat({ max: 1e9 })
const port = fc.nat({ max: 65_535 })
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '-', '--uses', '--a=b', '[::1]:1', 'a b'))
const json = fc.dictionary(fc.string(), fc.jsonValue())
const mode = fc.constantFrom('BIND', 'CONNECT')
const socket = {
  pattern: fc.constantFrom('ROUTER', 'DEALER'),
  mode,
  host: text,
  port,
  edge: count,
  peers: fc.array(text),
}

const exec = fc.record(
  { command: fc.array(text, { minLength: 1 }), protocol: fc.constantFrom('frames', 'lines'), cwd: text },
  { requiredKeys: ['command', 'protocol'] },
)
const uses = fc.oneof(text, fc.record({ inline: text }), fc.record({ exec }))

const stage = fc.record(
  {
    pod: fc.string({ minLength: 1 }),
    uses,
    python: text,
    with: json,
    concurrency: fc.integer({ min: 1, max: 1e9 }),
    timeoutRequest: count,
    workspace: text,
  },
  { requiredKeys: ['pod', 'uses', 'with', 'concurrency'] },
)

// A new field of the spec must be added here, and must then survive the round trip.
const spec = fc.record(
  {
    id: text,
    pod: text,
    role: fc.constantFrom('replica', 'head', 'tail', 'gateway'),
    replicaId: count,
    replicas: count,
    runtime: text,
    image: text,
    host: fc.option(text, { nil: null }),
    hostname: text,
    external: fc.constant(true),
    expects: count,
    uses,
    python: text,
    with: json,
    stages: fc.array(stage, { minLength: 1 }),
    concurrency: count,
    batch: fc.record({ documents: fc.integer({ min: 1, max: 1e9 }), within: count }),
    prefetch: count,
    timeoutReady: count,
    timeoutAlive: count,
    timeoutRequest: count,
    restart: fc.record(
      { policy: fc.constantFrom('on_failure', 'never'), max: count, window: count },
      { requiredKeys: ['policy', 'window'] },
    ),
    workspace: text,
    container: json,
    side: fc.constant(true),
    inputs: fc.array(fc.record({ ...socket, from: text })),
    outputs: fc.array(fc.record({ ...socket, to: text, polling: json, retries: count })),
    control: fc.record({ mode, host: text, port }),
    flow: text,
    flowId: text,
    incarnation: count,
    directory: text,
    key: fc.stringMatching(/^[0-9a-f]{64}$/),
    serverKey: fc.stringMatching(/^[0-9a-f]{64}$/),
    keyFile: text,
    insecure: fc.constant(true),
    collect: fc.constant(true),
    security: fc.constant('none'),
  } satisfies Record<Exclude<keyof PeaSpec, 'env'>, fc.Arbitrary<unknown>>,
  {
    requiredKeys: [
      ...(['id', 'pod', 'role', 'replicaId', 'replicas', 'runtime', 'host', 'expects', 'uses', 'with'] as const),
      ...(['concurrency', 'timeoutReady', 'timeoutAlive', 'restart', 'inputs', 'outputs', 'control'] as const),
      ...(['flow', 'flowId', 'incarnation', 'directory'] as const),
    ],
  },
) as unknown as fc.Arbitrary<PeaSpec>

/** The spec as a launched Pea gets it. */
function received(pea: PeaSpec): PeaSpec {
  const args = toPeaArgs(pea)
  return readsPeaInput(args) ? addPeaInput(parsePeaArgs(args), toPeaInput(pea)) : parsePeaArgs(args)
}

const asData = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('parsePeaArgs and toPeaArgs', () => {
  it('are inverse to each other', () => {
    fc.assert(
      fc.property(spec, (pea) => {
        expect(asData(received(pea))).toEqual(asData(pea))
      }),
      { numRuns: 300 },
    )
  })

  it('omit a flag that has its default value', () => {
    const pea = parsePeaArgs(['--name', 'encode'])
    expect(pea).toMatchObject({ id: 'encode/0', role: 'replica', uses: '_pass', control: { mode: 'CONNECT' } })
    expect(toPeaArgs(pea)).toEqual(['--name', 'encode'])
  })

  it('accept what a user would write', () => {
    const argv = ['--name', 'encode', '--role', 'head', '--uses', './encode.js', '--with', '{"model":"small"}']
    const placement = ['--control', '127.0.0.1:5000', '--hostname', '10.0.0.2', '--remote', '--image', 'acme/encoder']
    const pea = parsePeaArgs([...argv, ...placement, '--timeout-ready=1m'])
    expect(pea).toMatchObject({ id: 'encode/head', host: '10.0.0.2', with: { model: 'small' }, timeoutReady: 60_000 })
    expect(pea.control).toEqual({ mode: 'CONNECT', host: '127.0.0.1', port: 5000 })
  })

  it('make an external Pea bind its control port', () => {
    const pea = parsePeaArgs(['--name', 'encode', '--external', '--control', 'tcp://0.0.0.0:5000'])
    expect(pea).toMatchObject({ external: true, control: { mode: 'BIND', host: '0.0.0.0', port: 5000 } })
  })
})

const mistakes: readonly (readonly [argv: string, code: string, message: string, hint: string])[] = [
  ['--name a --replica-di 3', 'CONFIG_FLAG_UNKNOWN', '"--replica-di"', 'Did you mean --replica-id?'],
  ['--name a b', 'CONFIG_FLAG_UNKNOWN', '"b"', 'peaflow pea --help'],
  ['--name a --name b', 'CONFIG_FLAG_TWICE', '--name is given twice', 'Remove'],
  ['--name a --uses --with {}', 'CONFIG_FLAG_VALUE', '--uses needs a value', 'a string'],
  ['--name a --uses', 'CONFIG_FLAG_VALUE', '--uses needs a value', 'a string'],
  ['--name a --role haed', 'CONFIG_FLAG_VALUE', '--role cannot be "haed"', 'Did you mean head?'],
  ['--name a --role x', 'CONFIG_FLAG_VALUE', '--role cannot be "x"', 'one of replica, head, tail, gateway'],
  ['--name a --replicas -1', 'CONFIG_FLAG_VALUE', '--replicas cannot be "-1"', 'a number'],
  ['--name a --timeout-ready soon', 'CONFIG_FLAG_VALUE', '--timeout-ready cannot be "soon"', '500ms, 30s or 5m'],
  ['--name a --control nowhere', 'CONFIG_FLAG_VALUE', '--control cannot be "nowhere"', '127.0.0.1:5000'],
  ['--name a --control a:70000', 'CONFIG_FLAG_VALUE', '--control cannot be "a:70000"', '127.0.0.1:5000'],
  ['--name a --with [1]', 'CONFIG_FLAG_VALUE', '--with cannot be "[1]"', 'a JSON object'],
  ['--name a --with {', 'CONFIG_FLAG_VALUE', '--with cannot be "{"', 'a JSON object'],
  ['--name a --input {"mode":"BIND"}', 'CONFIG_FLAG_VALUE', '--input cannot be', 'pattern, mode, host, port, edge'],
  ['--name a --stage {"pod":"b"}', 'CONFIG_FLAG_VALUE', '--stage cannot be', 'pod, uses, with and concurrency'],
  ['--name a --external=yes', 'CONFIG_FLAG_VALUE', '--external takes no value', '--external alone'],
  ['--name a --remote', 'CONFIG_FLAG_MISSING', '--remote needs the machine', '--host'],
  ['--uses ./a.js', 'CONFIG_FLAG_MISSING', '--name is missing', '--name POD'],
]

describe('parsePeaArgs', () => {
  it.each(mistakes)('reports %s', (argv, code, message, hint) => {
    expect(() => parsePeaArgs(argv.split(' '))).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    )
  })

  it('returns a spec or throws a FlowError, whatever the arguments', () => {
    const token = fc.oneof(text, fc.constantFrom(...Object.keys(PEA_FLAGS).map((field) => toFlagName(field as 'name'))))
    fc.assert(
      fc.property(fc.array(token), (argv) => {
        try {
          expect(parsePeaArgs(argv).pod).toBeTypeOf('string')
        } catch (caught) {
          if (!isFlowError(caught)) throw caught
        }
      }),
    )
  })
})

describe('PEA_FLAGS', () => {
  it('explains each flag in one line, with a placeholder for its value unless it is a switch', () => {
    for (const { kind, value, help } of Object.values(PEA_FLAGS)) {
      expect(help).toMatch(/^[^\n]{5,90}$/)
      expect(value === undefined).toBe(kind === 'switch')
    }
  })
})
