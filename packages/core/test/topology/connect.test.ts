import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connect, type LinkEnd } from '../../src/topology/connect.ts'
import { resolveHost } from '../../src/topology/host.ts'
import { MATES } from '../../src/topology/socket.ts'

const a = (end: Partial<LinkEnd> = {}): LinkEnd => ({ name: 'a', ...end })
const b = (end: Partial<LinkEnd> = {}): LinkEnd => ({ name: 'b', ...end })
const image = 'acme/encoder'

// The rules of wiring, in order: from, to, who binds, the address that the other end dials.
const rules: readonly (readonly [what: string, from: LinkEnd, to: LinkEnd, bind: 'a' | 'b', address: string])[] = [
  ['1: an external giver binds', a({ external: true, host: 'one' }), b(), 'a', 'tcp://one:20000'],
  ['1: an external taker binds', a(), b({ external: true, host: 'one' }), 'b', 'tcp://one:20000'],
  ['1: external beats hub', a({ hub: true }), b({ external: true }), 'b', 'tcp://0.0.0.0:20000'],
  ['2: who deals out binds', a({ hub: true }), b(), 'a', 'tcp://0.0.0.0:20000'],
  ['2: who gathers binds', a(), b({ hub: true }), 'b', 'tcp://0.0.0.0:20000'],
  ['2: hub beats container', a({ hub: true, image }), b(), 'a', 'tcp://0.0.0.0:20000'],
  ['2: hub beats a port given to a replica', a({ hub: true }), b({ port: 5000 }), 'a', 'tcp://0.0.0.0:5000'],
  ['a port by hand beats rule 3', a(), b({ image, port: 5000 }), 'b', 'tcp://0.0.0.0:5000'],
  ['a port by hand beats rule 4', a({ port: 5000 }), b(), 'a', 'tcp://0.0.0.0:5000'],
  ['3: a container dials what follows it', a({ image }), b(), 'b', 'tcp://host.docker.internal:20000'],
  ['3: a container dials what precedes it', a(), b({ image }), 'a', 'tcp://host.docker.internal:20000'],
  ['4: of two containers, the taker binds', a({ image }), b({ image }), 'b', 'tcp://host.docker.internal:20000'],
  ['4: of two processes, the taker binds', a(), b(), 'b', 'tcp://0.0.0.0:20000'],
  ['4: of two machines, the taker binds', a({ image }), b({ host: 'one' }), 'b', 'tcp://one:20000'],
  ['host_in: the taker dials', a(), b({ dial: '10.0.0.2', port: 5000 }), 'a', 'tcp://10.0.0.2:5000'],
  ['host_out: the giver dials', a({ dial: 'one', hub: true }), b(), 'b', 'tcp://one:20000'],
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

  it('asks for a port of the end that binds, unless one was given', () => {
    const asked: string[] = []
    const port = (end: LinkEnd) => asked.push(end.name) + 7
    expect(connect(a({ image }), b(), { port }).input).toMatchObject({ port: 8 })
    expect(connect(a(), b({ port: 5000 }), { port }).input).toMatchObject({ port: 5000, fixed: true })
    expect(asked).toEqual(['b'])
  })

  it('lets a forwarded port differ from the one it leads to', () => {
    const link = connect(a({ dial: 'gate.lan', port: 443 }), b({ port: 5000 }))
    expect([link.output.port, link.input.port, link.address]).toEqual([443, 5000, 'tcp://gate.lan:443'])
  })
})

// Where a BIND end opens its port: the paragraph "Hosts", sentence for sentence.
const interfaces: readonly (readonly [what: string, from: LinkEnd, to: LinkEnd, opened: object])[] = [
  ['on loopback for Peas of this machine', a(), b(), { host: '127.0.0.1' }],
  ["on the bridge's gateway when a container dials", a({ image }), b(), { host: '127.0.0.1', bridge: true }],
  ['on all interfaces when another machine dials', a({ host: 'one' }), b({ hostname: 'here' }), { host: '0.0.0.0' }],
  ['on all interfaces when a host was given by hand', a({ dial: '10.0.0.9' }), b(), { host: '0.0.0.0' }],
  ['on loopback when that is the host given by hand', a({ dial: 'localhost' }), b(), { host: '127.0.0.1' }],
]

describe('a BIND end', () => {
  it.each(interfaces)('opens its port %s', (_, from, to, opened) => {
    const { host, bridge } = connect(from, to).input
    expect({ host, ...(bridge ? { bridge } : {}) }).toEqual(opened)
  })

  it('opens its port on all interfaces when the Flow says so', () => {
    const { host, bridge } = connect(a({ image }), b(), { bind: '0.0.0.0' }).input
    expect([host, bridge]).toEqual(['0.0.0.0', undefined])
  })
})

describe('connect refuses', () => {
  it('two external neighbours, and says what to give', () => {
    const from = a({ external: true, host: 'one' })
    expect(() => connect(from, b({ external: true, host: 'two', port: 5001 }))).toThrow(
      expect.objectContaining({
        code: 'ADDRESS_EXTERNAL_NEIGHBOURS',
        hint: 'Let "a" dial: give it host_out: two and port_out: 5001',
      }),
    )
    expect(() => connect(from, b({ external: true }))).toThrow(/both external/)
  })

  it('two ends that were told to dial', () => {
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
      hub: fc.boolean(),
    },
    { requiredKeys: ['hostname'] },
  )

  it('has one BIND end, a mate for it, and the address of the table', () => {
    fc.assert(
      fc.property(end, end, (one, other) => {
        fc.pre(!(one.external && other.external))
        const [from, to] = [a(one), b(other)]
        const { input, output, bind, address } = connect(from, to)
        const [opened, dialled] = bind === 'a' ? [output, input] : [input, output]
        expect([opened.mode, dialled.mode]).toEqual(['BIND', 'CONNECT'])
        expect(MATES[opened.pattern]).toBe(dialled.pattern)
        expect(dialled.host).toBe(resolveHost(bind === 'a' ? { bind: from, connect: to } : { bind: to, connect: from }))
        expect(address).toBe(`tcp://${dialled.host}:${opened.port}`)
      }),
    )
  })
})
