import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `table-${process.pid}`
let image = ''

type Runtime = 'docker' | 'host'

const optionsOf = (mark: string, runtime: Runtime): PodOptions => ({
  name: mark,
  uses: './mark.mjs',
  with: { mark },
  ...(runtime === 'docker' && { image }),
})

// The local half of JEP 2's table, each cell with data in both directions.
const cells: [binds: 'sender' | 'receiver', connect: Runtime, bind: Runtime, host: string][] = [
  ['receiver', 'docker', 'docker', 'host.docker.internal'],
  ['sender', 'docker', 'docker', 'host.docker.internal'],
  ['receiver', 'docker', 'host', 'host.docker.internal'],
  ['sender', 'docker', 'host', 'host.docker.internal'],
  ['receiver', 'host', 'docker', '0.0.0.0'],
  ['sender', 'host', 'docker', '0.0.0.0'],
  ['receiver', 'host', 'host', '0.0.0.0'],
  ['sender', 'host', 'host', '0.0.0.0'],
]

describeDocker('the local half of the table', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each(cells)('the %s binds: CONNECT in %s, BIND in %s, %s', async (binds, connect, bind, host) => {
    const port = freePort()
    const [sender, receiver] = binds === 'receiver' ? [connect, bind] : [bind, connect]
    const flow = new Flow({ name })
      .add({ ...optionsOf('sender', sender), ...(binds === 'sender' && { portOut: port }) })
      .add({ ...optionsOf('receiver', receiver), ...(binds === 'receiver' && { portIn: port }) })
    const plan = buildFlow(flow)
    expect(plan.links.find(({ from, to }) => from === 'sender/0' && to === 'receiver/0')).toMatchObject({
      bind: `${binds}/0`,
      address: `tcp://${host}:${port}`,
    })
    await using running = await start(plan)
    const [document] = await running.request('/', [{ id: '1' }])
    expect(document?.tags).toEqual({
      sender: { replica: 0, inside: sender === 'docker' },
      receiver: { replica: 0, inside: receiver === 'docker' },
    })
  })
})
