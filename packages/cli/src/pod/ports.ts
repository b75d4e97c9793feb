import { createServer } from 'node:net'
import type { PeaPlan, SocketPlan } from '@peaflow/core'

/** The ports at which an external Pod is found, as its options set them; `undefined` for a side on which it dials. */
export interface PodPorts {
  readonly portIn?: number | undefined
  readonly portOut?: number | undefined
  readonly portControl?: number | undefined
}

/** Consecutive ports. */
interface Block {
  readonly option: keyof PodPorts
  readonly first: number
  readonly count: number
}

/** The highest port number. */
const LAST_PORT = 65_535

/** Finds free ports for Peas, starting from those in their plan. Ports set by hand stay as they are. */
export async function findPorts(peas: readonly PeaPlan[], given: PodPorts, bind: string): Promise<PodPorts> {
  const taken = new Set<number>(
    blocksOf(peas).flatMap((block) => (given[block.option] === undefined ? [] : portsOf(block))),
  )
  const ports: { -readonly [Option in keyof PodPorts]: PodPorts[Option] } = {}
  for (const block of blocksOf(peas)) {
    const first = given[block.option] ?? (await findFree(block, bind, taken))
    ports[block.option] = first
    for (const port of portsOf({ ...block, first })) taken.add(port)
  }
  return ports
}

function blocksOf(peas: readonly PeaPlan[]): readonly Block[] {
  const sides = [
    ['portIn', peas.flatMap(({ inputs }) => inputs.filter(isOpened))],
    ['portOut', peas.flatMap(({ outputs }) => outputs.filter(isOpened))],
    ['portControl', peas.map(({ control }) => control)],
  ] as const
  return sides.flatMap(([option, sockets]) => {
    const ports = sockets.map(({ port }) => port)
    return ports.length === 0 ? [] : [{ option, first: Math.min(...ports), count: ports.length }]
  })
}

function isOpened({ mode }: SocketPlan): boolean {
  return mode === 'BIND'
}

function portsOf({ first, count }: Block): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

async function findFree(block: Block, bind: string, taken: ReadonlySet<number>): Promise<number> {
  let first = block.first
  while (first + block.count <= LAST_PORT) {
    const ports = portsOf({ ...block, first })
    const free = await Promise.all(ports.map(async (port) => !taken.has(port) && (await isFree(bind, port))))
    if (free.every(Boolean)) break
    // Continue after the last port that is taken.
    first += free.lastIndexOf(false) + 1
  }
  return first
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer()
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen({ host, port, exclusive: true }, () => resolve(true))
  })
  if (isOpen) await new Promise((resolve) => server.close(resolve))
  return isOpen
}
