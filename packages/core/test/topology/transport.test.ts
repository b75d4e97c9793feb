import { describe, expect, it } from 'vitest'
import { type ConnectOptions, connect } from '../../src/topology/connect.ts'
import type { LinkEnd } from '../../src/topology/sides.ts'
import { usesPort } from '../../src/topology/transport.ts'

const image = 'acme/encoder'
const engine = 'ssh://gpu-1'

// From, to, and the transport that their description allows.
const links: readonly (readonly [what: string, from: Partial<LinkEnd>, to: Partial<LinkEnd>, transport: string])[] = [
  ['two processes', {}, {}, 'unix'],
  ['a process and a container', {}, { image }, 'unix'],
  ['a container and a process', { image }, {}, 'unix'],
  ['two containers', { image }, { image }, 'unix'],
  ['a fan-out', { isFanOut: true }, { image }, 'unix'],
  ['this machine by another name', { host: 'localhost' }, { host: '127.0.0.1' }, 'unix'],
  [
    'containers of one local Engine',
    { image, engine: 'unix:///run/d.sock' },
    { image, engine: 'unix:///run/d.sock' },
    'unix',
  ],
  ['a process and a container of a local Engine', {}, { image, engine: 'unix:///run/d.sock' }, 'unix'],
  ['containers of two local Engines', { image, engine: 'unix:///run/d.sock' }, { image }, 'tcp'],
  ['a container of an Engine elsewhere', { image, engine }, {}, 'tcp'],
  ['two containers of an Engine elsewhere', { image, engine }, { image, engine }, 'tcp'],
  ['a container of a context', { image, engine: 'context://lab' }, {}, 'tcp'],
  ['another machine', { host: 'one', hostname: 'one' }, { hostname: 'here' }, 'tcp'],
  ['one other machine, where no folder of this Flow is', { host: 'one' }, { host: 'one' }, 'tcp'],
  ['an external Pea', { external: true }, {}, 'tcp'],
  ['a port set by hand', { port: 5000 }, {}, 'tcp'],
  ['a port set by hand at the end that dials', { isFanOut: true }, { port: 5000 }, 'tcp'],
  ['a host set by hand', { dial: 'localhost' }, {}, 'tcp'],
]

describe('the transport of a link', () => {
  it.each(links)('between %s', (_, from, to, transport) => {
    const link = connect({ name: 'a', ...from }, { name: 'b', ...to })
    expect(link.transport).toBe(transport)
    for (const socket of [link.input, link.output]) {
      expect(socket.transport).toBe(transport === 'unix' ? 'unix' : undefined)
      expect(socket).not.toHaveProperty('path')
    }
  })

  it('is TCP if the Flow listens on all interfaces', () => {
    const options: ConnectOptions = { bind: '0.0.0.0' }
    expect(connect({ name: 'a' }, { name: 'b' }, options).transport).toBe('tcp')
  })

  it('changes neither the address nor the port of the plan', () => {
    const { address, input } = connect({ name: 'a' }, { name: 'b' })
    expect([address, input.port]).toEqual(['tcp://0.0.0.0:20000', 20_000])
  })
})

// A socket, and whether it opens or dials a port.
it.each([
  [{ mode: 'BIND' }, true],
  [{ mode: 'CONNECT' }, true],
  [{ mode: 'BIND', transport: 'unix' }, true],
  [{ mode: 'BIND', transport: 'unix', path: '/run/0' }, false],
  [{ mode: 'BIND', transport: 'both', path: '/run/0' }, true],
  [{ mode: 'CONNECT', transport: 'unix', path: '/run/0' }, false],
  [{ mode: 'CONNECT', path: '/run/0' }, false],
] as const)('%o uses a port: %s', (socket, uses) => {
  expect(usesPort(socket)).toBe(uses)
})
