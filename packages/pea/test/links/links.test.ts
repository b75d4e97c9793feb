import { expect, it, onTestFinished } from 'vitest'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Links } from '../../src/links/links.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { specOf } from '../flow-spec.ts'
import { bound, dialled } from '../pea/planes.ts'
import { withProofs } from '../proofs.ts'

/** The links of a Pea, which close with the test. */
function linksOf(id: string) {
  let wake = () => {}
  const incoming = {
    calls: false,
    joins: false,
    prefetch: { isFast: false, limit: 4 },
    onMessage: () => undefined,
    onBatch: () => false,
  }
  const outgoing = {
    onFailed: () => undefined,
    onStuck: () => undefined,
    onTried: () => undefined,
    onBroken: () => undefined,
    onProgress: () => wake(),
  }
  const spec = specOf({ peas: {}, links: [] }, id, 0)
  const scheduler = new FlushScheduler()
  const links = new Links(spec, {
    scheduler,
    incoming,
    outgoing,
    counters: new Counters(),
    isAnswered: () => false,
    onDropped: () => undefined,
  })
  onTestFinished(() => links.close())
  const until = async (test: () => boolean) => {
    while (!test())
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  const wire = async (sockets: Parameters<typeof withProofs>[0]) =>
    links.wire(withProofs(sockets, { id, incarnation: 1 }))
  return { links, wire, until }
}

it('opens what is planned, retains what is open already, and closes the rest', async () => {
  const { links } = linksOf('b/0')
  const first = await links.wire({ inputs: [bound(0, ['a/0']), bound(1, ['a/1'])], outputs: [] })
  expect([first.isNew, first.ports.every((port) => port > 0)]).toEqual([true, true])
  const again = await links.wire({ inputs: [bound(0, ['a/0', 'a/9']), bound(1, ['a/1'])], outputs: [] })
  expect(again).toEqual({ ports: first.ports, isNew: false })
  expect(links.absent).toEqual(['a/0', 'a/9', 'a/1'])
  const less = await links.wire({ inputs: [bound(1, ['a/1'])], outputs: [] })
  expect(less).toEqual({ ports: [first.ports[1]], isNew: false })
  const more = await links.wire({ inputs: [bound(0, ['a/0']), bound(1, ['a/1'])], outputs: [] })
  expect([more.isNew, more.ports[1]]).toEqual([true, first.ports[1]])
})

it('knows the edges into the Pea in order, and the Pods that they come from', async () => {
  const { links } = linksOf('b/0')
  await links.wire({ inputs: [bound(2, []), bound(0, [])], outputs: [] })
  expect([...links.sources]).toEqual([
    [0, 'pod 0'],
    [2, 'pod 2'],
  ])
})

it('has an edge also to a Pod without peers, for which messages wait', async () => {
  const { links } = linksOf('a/0')
  const output = { ...dialled(0, 'b/0'), peers: [] }
  await links.wire({ inputs: [], outputs: [output] })
  expect([links.edges.size, links.edges.room('/'), links.edges.capacity]).toEqual([1, 0, 0])
})

it('dials once the port is known, and both ends are established', async () => {
  const [a, b] = [linksOf('a/0'), linksOf('b/0')]
  expect(await a.wire({ inputs: [], outputs: [dialled(0, 'b/0')] })).toEqual({ ports: [0], isNew: false })
  expect([a.links.absent, a.links.edges.size]).toEqual([['b/0'], 1])
  const { ports } = await b.wire({ inputs: [bound(0, ['a/0'])], outputs: [] })
  await a.wire({ inputs: [], outputs: [dialled(ports[0] ?? 0, 'b/0')] })
  await a.until(() => a.links.absent.length === 0 && a.links.edges.room('/') > 0)
  expect(b.links.absent).toEqual([])
  expect([a.links.edges.room('/'), a.links.edges.capacity]).toEqual([4, 4])
  await a.wire({ inputs: [], outputs: [] })
  expect([a.links.edges.size, a.links.absent]).toEqual([0, []])
})

it('leaves nothing open when it was closed while it opened', async () => {
  const { links } = linksOf('b/0')
  const wiring = links.wire({ inputs: [bound(0, ['a/0'])], outputs: [] })
  links.close()
  expect((await wiring).ports).toEqual([])
})
