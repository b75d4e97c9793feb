import { Dealer, Router } from 'zeromq'
import type { OpenGraph } from '../measure/load-generator.ts'
import { requestOf, toFrames } from './frames.ts'
import { announceReady, launchHop } from './hop-process.ts'
import { type Answered, type Contestant, REPLICAS, type Scenario } from './scenario.ts'
import { SendQueue } from './send-queue.ts'
import { work } from './work.ts'

interface HopOptions {
  readonly address: string
  readonly credit: number
  readonly work: number
}

/** ROUTER and DEALER by hand: each replica may hold a fixed number of requests. */
export const credit: Contestant = { open }

/** Grants an initial credit, and one more with each answer. */
export async function hop(options: HopOptions): Promise<void> {
  process.on('disconnect', () => process.exit())
  const socket = new Dealer()
  socket.connect(options.address)
  for (let i = 0; i < options.credit; i++) await socket.send(Buffer.alloc(0))
  announceReady()
  for await (const frames of socket) {
    work(options.work)
    await socket.send(frames)
  }
}

async function open(scenario: Scenario, answered: Answered): Promise<OpenGraph> {
  const socket = new Router({ linger: 0 })
  await socket.bind('tcp://127.0.0.1:*')
  const dealer = new Dealing(socket, scenario)
  const received = dealer.receive(answered)
  const hops = Array.from({ length: REPLICAS }, (_, replica) =>
    launchHop('credit', {
      address: String(socket.lastEndpoint),
      credit: scenario.credit ?? 1,
      work: scenario.work?.[replica] ?? 0,
    } satisfies HopOptions),
  )
  await Promise.all(hops.map((hop) => hop.opened))
  return {
    send: (request) => dealer.give(request),
    async close() {
      await Promise.all(hops.map((hop) => hop.stop()))
      socket.close()
      await received
    },
  }
}

interface Replica {
  readonly identity: Buffer
  credit: number
}

/** Sends each request to the replica with the most credit left. */
class Dealing {
  readonly #socket: Router
  readonly #output: SendQueue
  readonly #payload: Buffer
  readonly #replicas = new Map<string, Replica>()
  readonly #waiting: number[] = []

  constructor(socket: Router, { payload }: Scenario) {
    this.#socket = socket
    this.#output = new SendQueue(socket)
    this.#payload = Buffer.alloc(payload, 'x')
  }

  give(request: number): void {
    this.#waiting.push(request)
    this.#deal()
  }

  async receive(answered: Answered): Promise<void> {
    for await (const [identity, ...frames] of this.#socket) {
      if (identity === undefined) continue
      this.#replicaOf(identity).credit++
      this.#deal()
      if (frames[0]?.length !== 0) answered(requestOf(frames))
    }
  }

  #replicaOf(identity: Buffer): Replica {
    const name = identity.toString('latin1')
    const known = this.#replicas.get(name) ?? { identity: Buffer.from(identity), credit: 0 }
    this.#replicas.set(name, known)
    return known
  }

  #deal(): void {
    while (this.#waiting.length > 0) {
      const replica = this.#mostFree()
      if (replica === undefined) return
      replica.credit--
      this.#output.push([replica.identity, ...toFrames(this.#waiting.shift() ?? 0, this.#payload)])
    }
  }

  #mostFree(): Replica | undefined {
    let best: Replica | undefined
    for (const replica of this.#replicas.values()) if (replica.credit > (best?.credit ?? 0)) best = replica
    return best
  }
}
