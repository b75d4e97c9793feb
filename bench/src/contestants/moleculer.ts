import { once } from 'node:events'
import { createServer } from 'node:net'
import { type BrokerOptions, type Context, ServiceBroker } from 'moleculer'
import type { OpenGraph } from '../measure/load-generator.ts'
import { crash } from './crash.ts'
import { announceReady, launchHop } from './hop-process.ts'
import { type Answered, type Contestant, GRAPHS, type Scenario } from './scenario.ts'

interface HopOptions {
  readonly name: string
  /** The hop to call in turn. */
  readonly next?: string | undefined
  readonly ports: Readonly<Record<string, number>>
}

interface Request {
  readonly request: number
  // Moleculer's packets are JSON: text is what they carry best.
  readonly text: string
}

/** Moleculer over TCP: each hop is a service whose action calls the next; the answers come back the same way. */
export const moleculer: Contestant = { open }

/** One node with one service. */
export async function hop({ name, next, ports }: HopOptions): Promise<void> {
  process.on('disconnect', () => process.exit())
  const broker = new ServiceBroker(toBrokerOptions(name, ports))
  broker.createService({
    name,
    actions: {
      pass: ({ params }: Context<Request>) => (next === undefined ? params : broker.call(`${next}.pass`, params)),
    },
  })
  await broker.start()
  if (next !== undefined) await broker.waitForServices(next)
  announceReady()
}

async function open({ payload }: Scenario, answered: Answered): Promise<OpenGraph> {
  const names = GRAPHS.chain.map(({ name }) => name)
  const ports = Object.fromEntries(
    await Promise.all(['gateway', ...names].map(async (name) => [name, await freePort()])),
  )
  const hops = names.map((name, i) => launchHop('moleculer', { name, next: names[i + 1], ports } satisfies HopOptions))
  const broker = new ServiceBroker(toBrokerOptions('gateway', ports))
  await Promise.all([broker.start(), ...hops.map((hop) => hop.opened)])
  await broker.waitForServices(names)
  const text = 'x'.repeat(payload)
  return {
    send(request) {
      broker.call<Request, Request>('a.pass', { request, text }).then((answer) => answered(answer.request), crash)
    },
    async close() {
      await Promise.all(hops.map((hop) => hop.stop()))
      await broker.stop()
    },
  }
}

function toBrokerOptions(nodeID: string, ports: HopOptions['ports']): BrokerOptions {
  // Addresses by hand, because a machine without a network has no UDP discovery.
  const urls = Object.entries(ports).map(([name, port]) => `127.0.0.1:${port}/${name}`)
  const options = { udpDiscovery: false, port: ports[nodeID], urls }
  return { nodeID, logger: false, transporter: { type: 'TCP', options }, skipProcessEventRegistration: true }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
