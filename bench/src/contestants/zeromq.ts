import { Pull, Push } from 'zeromq'
import type { OpenGraph } from '../measure/load-generator.ts'
import { type Frames, requestOf, toFrames } from './frames.ts'
import { announce, announceReady, launchHop } from './hop-process.ts'
import { pack, unpack } from './pack.ts'
import { type Answered, type Contestant, firstNodes, GRAPHS, type Node, type Scenario } from './scenario.ts'
import { SendQueue } from './send-queue.ts'

interface HopOptions extends Node {
  readonly packed: boolean
}

const LOOPBACK = 'tcp://127.0.0.1:*'

/** PUSH and PULL by hand, with one message for each request. */
export const zeromq: Contestant = { open: (scenario, answered) => openGraph(scenario, answered, false) }

/** PUSH and PULL by hand, with all queued messages sent as one. */
export const zeromqPacked: Contestant = { open: (scenario, answered) => openGraph(scenario, answered, true) }

/** Receives a message from each sender, and sends one to each receiver. */
export async function hop({ expects, packed }: HopOptions): Promise<void> {
  const input = new Pull()
  await input.bind(LOOPBACK)
  const to = await announce(input.lastEndpoint)
  const outputs = (to as string[]).map((address) => openOutput(address, packed))
  announceReady()
  const join = joiner(expects)
  await receive(input, packed, (frames) => {
    if (join(requestOf(frames))) for (const output of outputs) output.push(frames)
  })
}

async function openGraph(scenario: Scenario, answered: Answered, packed: boolean): Promise<OpenGraph> {
  if (scenario.shape === 'replicas') throw new Error('PUSH and PULL have no credit')
  const nodes = GRAPHS[scenario.shape]
  const input = new Pull()
  await input.bind(LOOPBACK)
  const hops = nodes.map((node) => launchHop('zeromq', { ...node, packed } satisfies HopOptions))
  const opened = await Promise.all(hops.map((hop) => hop.opened))
  const addresses = new Map([
    ['gateway', input.lastEndpoint],
    ...nodes.map(({ name }, i) => [name, opened[i]] as const),
  ])
  const addressesOf = (names: readonly string[]) => names.map((name) => addresses.get(name))
  await Promise.all(hops.map((hop, i) => hop.wire(addressesOf(nodes[i]?.to ?? []))))
  const outputs = addressesOf(firstNodes(nodes)).map((address) => openOutput(String(address), packed))
  const received = receive(input, packed, (frames) => answered(requestOf(frames)))
  const payload = Buffer.alloc(scenario.payload, 'x')
  return {
    send(request) {
      const frames = toFrames(request, payload)
      for (const output of outputs) output.push(frames)
    },
    async close() {
      await Promise.all(hops.map((hop) => hop.stop()))
      for (const output of outputs) output.close()
      input.close()
      await received
    },
  }
}

function openOutput(address: string, packed: boolean): SendQueue {
  const socket = new Push({ linger: 0 })
  socket.connect(address)
  return new SendQueue(socket, packed ? pack : undefined)
}

async function receive(input: Pull, packed: boolean, take: (frames: Frames) => void): Promise<void> {
  for await (const frames of input) {
    if (!packed) take(frames)
    else for (const record of unpack(frames)) take(record)
  }
}

/** Returns whether a message is the last that its request waits for. */
function joiner(expects: number): (request: number) => boolean {
  if (expects === 1) return () => true
  const counts = new Map<number, number>()
  return (request) => {
    const count = (counts.get(request) ?? 0) + 1
    if (count < expects) counts.set(request, count)
    else counts.delete(request)
    return count === expects
  }
}
