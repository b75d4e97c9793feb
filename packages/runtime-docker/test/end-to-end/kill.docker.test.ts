import { EventEmitter, once } from 'node:events'
import type { FlowEvent } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `kill-${process.pid}`
const DOCUMENTS = 1_500
let image = ''

async function findContainer(pea: string): Promise<string> {
  const label = [`${LABELS.flow}=${name}`, `${LABELS.pea}=${pea}`]
  const [container] = await engine.listContainers({ filters: { label } })
  return container?.Id ?? ''
}

describeDocker('the death of a container under load', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test('it loses no request and answers none twice, and the container is restarted', async () => {
    const flow = new Flow({ name })
      .add({ name: 'encode', uses: './slow.mjs', replicas: 3, image })
      .add({ name: 'index', uses: './index.mjs' })
    const events = new EventEmitter()
    const onEvent = (event: FlowEvent) => void events.emit(event.type, event)
    await using running = await start(buildFlow(flow), { onEvent })
    const documents = Array.from({ length: DOCUMENTS }, (_, number) => ({ id: `${number}` }))
    const ids: string[] = []
    let restarted: Promise<number> | undefined
    const killOne = async () => {
      const killed = performance.now()
      await Promise.all([once(events, 'pea-restarted'), engine.getContainer(await findContainer('encode/1')).kill()])
      return performance.now() - killed
    }
    for await (const { documents: some, error } of running.stream('/', documents, { batch: 1 })) {
      if (error !== undefined) throw error
      ids.push(...some.map(({ id = '' }) => id))
      if (ids.length === DOCUMENTS / 10) restarted = killOne()
    }
    expect(ids).toHaveLength(DOCUMENTS)
    expect(new Set(ids).size).toBe(DOCUMENTS)
    // Printed, not asserted: the machines that run this are shared.
    console.log(`the container was restarted after ${Math.round((await restarted) ?? Number.NaN)} ms`)
    expect(await containersOf(name)).toHaveLength(3)
  })
})
