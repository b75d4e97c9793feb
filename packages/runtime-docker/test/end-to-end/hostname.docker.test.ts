import { type FlowPlan, resolveHost } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import { findHostname } from '../../../cli/src/flow-file/hostname.ts'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `hostname-${process.pid}`
let image = ''

// The address by which other machines reach this one. Tests that run at the same time add and remove interfaces.
const ownAddress = (await findHostname('192.0.2.1')) ?? '127.0.0.1'

/** Gives the receiver this hostname, which the sender dials as if the two were on different machines. */
function withHostname({ peas, ...plan }: FlowPlan, hostname: string): FlowPlan {
  const host = resolveHost({ bind: { host: 'there', hostname }, connect: {} })
  return {
    ...plan,
    peas: peas.map((pea) => {
      if (pea.id === 'receiver/0') return { ...pea, hostname }
      if (pea.id !== 'sender/0') return pea
      return { ...pea, outputs: pea.outputs.map((output) => (output.to === 'receiver' ? { ...output, host } : output)) }
    }),
  }
}

const rows: [what: string, hostname: string, dialledFrom: 'docker' | 'host'][] = [
  ['an IP address', ownAddress, 'host'],
  ['an IP address, from a container', ownAddress, 'docker'],
  ['a DNS name', 'localhost', 'host'],
  ['0.0.0.0', '0.0.0.0', 'host'],
  ['host.docker.internal', 'host.docker.internal', 'docker'],
]

describeDocker('a Pea with its own hostname', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each(rows)('it is dialled by %s', async (_what, hostname, dialledFrom) => {
    const flow = new Flow({ name, bind: '0.0.0.0' })
      .add({ name: 'sender', ...(dialledFrom === 'docker' && { image }) })
      .add({ name: 'receiver', uses: './encode.yml', image, portIn: freePort() })
    await using running = await start(withHostname(buildFlow(flow), hostname))
    const [document] = await running.request('/', [{ id: '1' }])
    expect(document?.tags).toEqual({ encode: { replica: 0, inside: true } })
  })
})
