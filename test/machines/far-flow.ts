import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { openRouter } from '@peaflow/protocol'
import { expect } from 'vitest'
import { numbered, start } from '../../packages/engine/test/flows.ts'
import { HERE, startFarPeas } from './far-peas.ts'
import type { Network } from './network.ts'

/** Makes the options of a Pod by its name. */
export type MakePod = (name: string, options?: PodOptions) => PodOptions

/**
 * Makes Pods that add their names to the text. The first letter of its name says where a Pod runs: `o` and `t` on
 * machine one and two, `b` on both, `h` on this one, all of them external; any other is started by the Flow.
 */
export function podsOn({ machines }: Network, [portIn, portOut, portControl]: readonly number[] = []): MakePod {
  const [one, two] = machines.map(({ address }) => address)
  const places: Readonly<Record<string, PodOptions>> = {
    o: { external: true, host: one },
    t: { external: true, host: two },
    b: { external: true, host: machines.map(({ address }) => address) },
    h: { external: true, host: HERE.address, portIn, portOut, portControl },
  }
  return (name, options = {}) => ({
    name,
    uses: './mark.mjs',
    with: { mark: name },
    ...places[name.charAt(0)],
    ...options,
  })
}

/** A Flow of these Pods. */
export function flowOf(...pods: readonly PodOptions[]): Flow {
  return pods.reduce((flow, pod) => flow.add(pod), new Flow({ name: 'far' }))
}

/** So many ports of this machine that nobody has open. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const host = HERE.address
  const routers = await Promise.all(Array.from({ length: count }, () => openRouter({ host, port: 0 })))
  for (const { socket } of routers) socket.close()
  return routers.map(({ port }) => port)
}

const COUNT = 300

/** Starts the external Pods of a Flow, then the Flow, and sees that documents come out of it in order, with that mark. */
export async function expectToPass(flow: Flow, mark: string, { machines, address }: Network): Promise<void> {
  const build = { hostname: address }
  await startFarPeas(buildFlow(flow, build), [...machines, HERE])
  const { running } = await start(flow, {}, build)
  const texts: unknown[] = []
  for await (const { documents, error } of running.stream('/', numbered(COUNT), { batch: 5, ordered: true })) {
    if (error !== undefined) throw error
    texts.push(...documents.map(({ text }) => text))
  }
  expect(texts).toEqual(Array.from({ length: COUNT }, (_, number) => `${number}${mark}`))
  await running.stop()
}
