import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { findFreePort } from '../docker/free-port.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `table-${process.pid}`
let image = ''

type Place = 'docker' | 'host'

const optionsOf = (mark: string, place: Place): PodOptions => ({
  name: mark,
  uses: './mark.mjs',
  with: { mark },
  ...(place === 'docker' && { image }),
})

// JEP 2's table, the local half, each cell with data going either way.
const cells: [binds: 'giver' | 'taker', connect: Place, bind: Place, host: string][] = [
  ['taker', 'docker', 'docker', 'host.docker.internal'],
  ['giver', 'docker', 'docker', 'host.docker.internal'],
  ['taker', 'docker', 'host', 'host.docker.internal'],
  ['giver', 'docker', 'host', 'host.docker.internal'],
  ['taker', 'host', 'docker', '0.0.0.0'],
  ['giver', 'host', 'docker', '0.0.0.0'],
  ['taker', 'host', 'host', '0.0.0.0'],
  ['giver', 'host', 'host', '0.0.0.0'],
]

describeDocker('the local half of the table', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 60_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each(cells)('the %s binds: CONNECT in %s, BIND in %s, %s', async (binds, connect, bind, host) => {
    const port = await findFreePort()
    const [giver, taker] = binds === 'taker' ? [connect, bind] : [bind, connect]
    const flow = new Flow({ name })
      .add({ ...optionsOf('giver', giver), ...(binds === 'giver' && { portOut: port }) })
      .add({ ...optionsOf('taker', taker), ...(binds === 'taker' && { portIn: port }) })
    const plan = buildFlow(flow)
    expect(plan.links.find(({ from, to }) => from === 'giver/0' && to === 'taker/0')).toMatchObject({
      bind: `${binds}/0`,
      address: `tcp://${host}:${port}`,
    })
    await using running = await start(plan)
    const [document] = await running.request('/', [{ id: '1' }])
    expect(document?.tags).toEqual({
      giver: { replica: 0, inside: giver === 'docker' },
      taker: { replica: 0, inside: taker === 'docker' },
    })
  })
})
