import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { expect } from 'vitest'
import { numbered, start } from '../../packages/engine/test/flows.ts'
import type { Network } from './network.ts'
import { HERE, startRemotePeas } from './remote-peas.ts'

/** Returns the options of a Pod of that name. */
export type MakePod = (name: string, options?: PodOptions) => PodOptions

/**
 * Makes Pods that append their names to the text. The first letter of its name says where a Pod runs: `o` and `t` on
 * machine one and two, `b` on both, `h` on this one, all of them external. The Flow starts any other Pod.
 */
export function podsOn({ machines }: Network, [portIn, portOut, portControl]: readonly number[] = []): MakePod {
  const [one, two] = machines.map(({ address }) => address)
  const hosts: Readonly<Record<string, PodOptions>> = {
    o: { external: true, host: one },
    t: { external: true, host: two },
    b: { external: true, host: machines.map(({ address }) => address) },
    h: { external: true, host: HERE.address, portIn, portOut, portControl },
  }
  return (name, options = {}) => ({
    name,
    uses: './mark.mjs',
    with: { mark: name },
    ...hosts[name.charAt(0)],
    ...options,
  })
}

/** A Flow of these Pods. */
export function flowOf(...pods: readonly PodOptions[]): Flow {
  return pods.reduce((flow, pod) => flow.add(pod), new Flow({ name: 'far' }))
}

const COUNT = 300

/** Starts the external Pods of a Flow, then the Flow, and expects documents to come back in order, with that mark. */
export async function expectToPass(flow: Flow, mark: string, { machines, address }: Network): Promise<void> {
  const build = { hostname: address }
  await startRemotePeas(buildFlow(flow, build), [...machines, HERE])
  const { running } = await start(flow, {}, build)
  const texts: unknown[] = []
  for await (const { documents, error } of running.stream('/', numbered(COUNT), { batch: 5, ordered: true })) {
    if (error !== undefined) throw error
    texts.push(...documents.map(({ text }) => text))
  }
  expect(texts).toEqual(Array.from({ length: COUNT }, (_, number) => `${number}${mark}`))
  await running.stop()
}
