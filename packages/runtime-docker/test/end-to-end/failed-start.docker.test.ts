import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FlowPlan } from '@peaflow/core'
import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { directory, start } from './start.ts'

const name = `failed-start-${process.pid}`
const executors = {
  'throws.mjs': "export default { setup: () => { throw new Error('no model') }, requests: {} }",
  'hangs.mjs': 'export default { setup: () => new Promise(() => {}), requests: {} }',
  'ends.mjs': 'export default { setup: () => process.exit(3), requests: {} }',
}
let image = ''

/** A Flow in which one container does not become ready, and three others do. */
function planWith(pod: PodOptions): FlowPlan {
  const flow = new Flow({ name, timeoutReady: 120_000 })
    .add({ name: 'healthy', image, replicas: 3 })
    .add({ name: 'failing', image, ...pod })
  return buildFlow(flow)
}

/** Names of what the Engine still has of the Flow: its containers, their ends on the network of containers, and networks. */
async function leftovers(): Promise<readonly string[]> {
  const [containers, networks, bridge] = await Promise.all([
    containersOf(name),
    engine.listNetworks(),
    engine.getNetwork('bridge').inspect(),
  ])
  const ends = Object.values((bridge.Containers ?? {}) as Record<string, { readonly Name: string }>)
  const named = [...networks, ...ends].map(({ Name }) => Name).filter((one) => one.includes(name))
  return [...containers, ...named]
}

/** Points the containers of a plan to a Flow whose host name does not exist. */
function withUnknownHost(plan: FlowPlan): FlowPlan {
  const peas = plan.peas.map((pea) =>
    pea.pod === 'failing' ? { ...pea, control: { ...pea.control, host: 'flow.invalid' } } : pea,
  )
  return { ...plan, peas }
}

describeDocker('a start that fails', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    for (const [file, text] of Object.entries(executors)) writeFileSync(join(directory, file), text)
  }, 600_000)

  const failures: [what: string, pod: PodOptions, code: string][] = [
    ['a setup that throws', { uses: './throws.mjs' }, 'LAUNCH_EXECUTOR_SETUP'],
    ['a setup that ends the process', { uses: './ends.mjs' }, 'LAUNCH_PEA_EXITED'],
    ['a setup that takes too long', { uses: './hangs.mjs', timeoutReady: 3_000 }, 'LAUNCH_NOT_READY'],
    ['a program that does not exist', { entrypoint: ['/no/such/program'] }, 'LAUNCH_PEA_EXITED'],
    ['a volume that does not exist', { volumes: ['./nowhere:/data'] }, 'LAUNCH_VOLUME_MISSING'],
    ['an image that does not exist', { image: 'peaflow-test/none:1', pull: 'never' }, 'LAUNCH_IMAGE_MISSING'],
  ]
  test.each(failures)('leaves nothing behind: %s', async (_what, pod, code) => {
    await expect(start(planWith(pod))).rejects.toMatchObject({ code })
    expect(await leftovers()).toEqual([])
  })

  test('names a host of the Flow that does not resolve in the container, and leaves nothing behind', async () => {
    // Another user reaches none of the Flow's sockets, so that it dials the host.
    await expect(start(withUnknownHost(planWith({ user: '65534:65534' })))).rejects.toMatchObject({
      code: 'ADDRESS_UNRESOLVED',
      message: '"failing/0" cannot dial its Flow: the host name "flow.invalid" does not resolve in its container',
      hint: expect.stringContaining('ExtraHosts: ["flow.invalid:'),
    })
    expect(await leftovers()).toEqual([])
  })

  test('leaves nothing behind when it is aborted while containers start', async () => {
    const abort = new AbortController()
    const filters = { label: [`${LABELS.flow}=${name}`], event: ['start'] }
    const events = (await engine.getEvents({ filters })) as Readable
    const failed = start(planWith({ uses: './hangs.mjs' }), { signal: abort.signal }).catch((error) => error)
    await once(events, 'data')
    events.destroy()
    abort.abort()
    expect(await failed).toBeInstanceOf(Error)
    expect(await leftovers()).toEqual([])
  })
})
