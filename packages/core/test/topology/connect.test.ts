import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connect } from '../../src/topology/connect.ts'
import { CLUSTER_HOST, resolveHost } from '../../src/topology/host.ts'
import type { LinkEnd } from '../../src/topology/sides.ts'
import { MATES } from '../../src/topology/socket.ts'

const a = (end: Partial<LinkEnd> = {}): LinkEnd => ({ name: 'a', ...end })
const b = (end: Partial<LinkEnd> = {}): LinkEnd => ({ name: 'b', ...end })
const image = 'acme/encoder'
const inCluster = { image, host: CLUSTER_HOST }

// The rules of wiring, in order: from, to, the end that binds, the address that the other end dials.
const rules: readonly (readonly [what: string, from: LinkEnd, to: LinkEnd, bind: 'a' | 'b', address: string])[] = [
  ['1: an external sender binds', a({ external: true, host: 'one' }), b(), 'a', 'tcp://one:20000'],
  ['1: an external receiver binds', a(), b({ external: true, host: 'one' }), 'b', 'tcp://one:20000'],
  ['1: external beats fan-out', a({ isFanOut: true }), b({ external: true }), 'b', 'tcp://0.0.0.0:20000'],
  ['2: an end that sends to replicas binds', a({ isFanOut: true }), b(), 'a', 'tcp://0.0.0.0:20000'],
  ['2: an end that receives from replicas binds', a(), b({ isFanOut: true }), 'b', 'tcp://0.0.0.0:20000'],
  ['2: fan-out beats container', a({ isFanOut: true, image }), b(), 'a', 'tcp://0.0.0.0:20000'],
  ['2: fan-out beats the port of a replica', a({ isFanOut: true }), b({ port: 5000 }), 'a', 'tcp://0.0.0.0:5000'],
  ['a port set by hand beats rule 3', a(), b({ image, port: 5000 }), 'b', 'tcp://0.0.0.0:5000'],
  ['a port set by hand beats rule 4', a({ port: 5000 }), b(), 'a', 'tcp://0.0.0.0:5000'],
  ['3: a container dials its receiver', a({ image }), b(), 'b', 'tcp://host.docker.internal:20000'],
  ['3: a container dials its sender', a(), b({ image }), 'a', 'tcp://host.docker.internal:20000'],
  ['4: of two containers, the receiver binds', a({ image }), b({ image }), 'b', 'tcp://host.docker.internal:20000'],
  ['4: of two processes, the receiver binds', a(), b(), 'b', 'tcp://0.0.0.0:20000'],
  ['4: of two machines, the receiver binds', a({ image }), b({ host: 'one' }), 'b', 'tcp://one:20000'],
  ['an end outside a cluster binds', a({ hostname: 'here' }), b(inCluster), 'a', 'tcp://here:20000'],
  [
    'an end outside a cluster binds for one that fans out',
    a({ ...inCluster, isFanOut: true }),
    b({ hostname: 'here' }),
    'b',
    'tcp://here:20000',
  ],
  ['4: of two in a cluster, the receiver binds', a(inCluster), b(inCluster), 'b', `tcp://${CLUSTER_HOST}:20000`],
  ['host_in: the receiver dials', a(), b({ dial: '10.0.0.2', port: 5000 }), 'a', 'tcp://10.0.0.2:5000'],
  ['host_out: the sender dials', a({ dial: 'one', isFanOut: true }), b(), 'b', 'tcp://one:20000'],
  [
    'host_out between two externals',
    a({ external: true, host: 'one', dial: 'two', port: 5001 }),
    b({ external: true, host: 'two', port: 5001 }),
    'b',
    'tcp://two:5001',
  ],
]

describe('connect', () => {
  it.each(rules)('%s', (_, from, to, bind, address) => {
    const link = connect(from, to)
    expect(link).toMatchObject({ from: 'a', to: 'b', bind, connect: bind === 'a' ? 'b' : 'a', address })
    expect(bind === 'a' ? link.output.mode : link.input.mode).toBe('BIND')
  })

  it('writes an IPv6 address in brackets', () => {
    expect(connect(a(), b({ host: 'fe80::1' })).address).toBe('tcp://[fe80::1]:20000')
  })

  it('asks for the port of the end that binds, unless one is set by hand', () => {
    const asked: string[] = []
    const port = (end: LinkEnd) => asked.push(end.name) + 7
    expect(connect(a({ image }), b(), { port }).input).toMatchObject({ port: 8 })
    expect(connect(a(), b({ port: 5000 }), { port }).input).toMatchObject({ port: 5000, fixed: true })
    expect(asked).toEqual(['b'])
  })

  it('lets a forwarded port differ from its target', () => {
    const link = connect(a({ dial: 'gate.lan', port: 443 }), b({ port: 5000 }))
    expect([link.output.port, link.input.port, link.address]).toEqual([443, 5000, 'tcp://gate.lan:443'])
  })
})

// The interface that a BIND end listens on, case by case.
const interfaces: readonly (readonly [what: string, from: LinkEnd, to: LinkEnd, listens: object])[] = [
  ['on loopback for Peas of this machine', a(), b(), { host: '127.0.0.1' }],
  ["on the bridge's gateway when a container dials", a({ image }), b(), { host: '127.0.0.1', bridge: true }],
  ['on all interfaces when another machine dials', a({ host: 'one' }), b({ hostname: 'here' }), { host: '0.0.0.0' }],
  ['on all interfaces in a cluster', a(inCluster), b(inCluster), { host: '0.0.0.0' }],
  ['on all interfaces when a host is set by hand', a({ dial: '10.0.0.9' }), b(), { host: '0.0.0.0' }],
  ['on loopback when that is the host set by hand', a({ dial: 'localhost' }), b(), { host: '127.0.0.1' }],
]

describe('a BIND end', () => {
  it.each(interfaces)('opens its port %s', (_, from, to, listens) => {
    const { host, bridge } = connect(from, to).input
    expect({ host, ...(bridge ? { bridge } : {}) }).toEqual(listens)
  })

  it('opens its port on all interfaces if the Flow has that option', () => {
    const { host, bridge } = connect(a({ image }), b(), { bind: '0.0.0.0' }).input
    expect([host, bridge]).toEqual(['0.0.0.0', undefined])
  })
})

describe('connect refuses', () => {
  it('two external neighbours, with the options that fix it', () => {
    const from = a({ external: true, host: 'one' })
    expect(() => connect(from, b({ external: true, host: 'two', port: 5001 }))).toThrow(
      expect.objectContaining({
        code: 'ADDRESS_EXTERNAL_NEIGHBOURS',
        hint: 'Let "a" dial: give it host_out: two and port_out: 5001',
      }),
    )
    expect(() => connect(from, b({ external: true }))).toThrow(/both external/)
  })

  it('two ends that both dial', () => {
    const dial = () => connect(a({ dial: 'one' }), b({ dial: 'two' }))
    expect(dial).toThrow(expect.objectContaining({ code: 'ADDRESS_TWO_DIALLERS' }))
  })

  it('two ports for one link', () => {
    const ports = () => connect(a({ port: 5000 }), b({ port: 6000 }))
    expect(ports).toThrow(expect.objectContaining({ code: 'ADDRESS_TWO_PORTS' }))
  })
})

describe('every link', () => {
  const end = fc.record(
    {
      host: fc.constantFrom(null, 'one', 'two'),
      hostname: fc.constantFrom('here', 'there'),
      image: fc.constant(image),
      external: fc.boolean(),
      isFanOut: fc.boolean(),
    },
    { requiredKeys: ['hostname'] },
  )

  it('has one BIND end, a mate for it, and the address of the table', () => {
    fc.assert(
      fc.property(end, end, (one, other) => {
        fc.pre(!(one.external && other.external))
        const [from, to] = [a(one), b(other)]
        const { input, output, bind, address } = connect(from, to)
        const [bound, dialling] = bind === 'a' ? [output, input] : [input, output]
        expect([bound.mode, dialling.mode]).toEqual(['BIND', 'CONNECT'])
        expect(MATES[bound.pattern]).toBe(dialling.pattern)
        expect(dialling.host).toBe(
          resolveHost(bind === 'a' ? { bind: from, connect: to } : { bind: to, connect: from }),
        )
        expect(address).toBe(`tcp://${dialling.host}:${bound.port}`)
      }),
    )
  })
})
