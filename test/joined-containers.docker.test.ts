import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { derivePodKey, formatKey, newFlowKey } from '@peaflow/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { directory, numbered, start } from '../packages/engine/test/flows.ts'
import { describeDocker, engine } from '../packages/runtime-docker/test/docker/engine.ts'
import { buildTestPeaImage } from '../packages/runtime-docker/test/docker/pea-image.ts'
import { freePorts } from './free-port.ts'

type Container = ReturnType<typeof engine.getContainer>

const COUNT = 400
const all = Array.from({ length: COUNT }, (_, number) => number)
const label = `joined-containers-${process.pid}`
const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

describeDocker('containers that join a Flow of the machine', { timeout: 300_000 }, () => {
  let image = ''
  let folder = ''
  let key = ''

  beforeAll(async () => {
    image = await buildTestPeaImage()
    folder = mkdtempSync(join(tmpdir(), 'joined-'))
    key = join(folder, 'flow.key')
    const flowKey = newFlowKey()
    writeFileSync(key, `${formatKey(flowKey)}\n`, { mode: 0o600 })
    writeFileSync(join(folder, 'encode.key'), `${formatKey(derivePodKey(flowKey, 'encode'))}\n`, { mode: 0o600 })
  }, 180_000)
  afterAll(async () => {
    const left = await containers()
    for (const { Id } of left) await engine.getContainer(Id).remove({ force: true })
    if (folder !== '') rmSync(folder, { recursive: true })
  })

  const containers = () => engine.listContainers({ all: true, filters: { label: [label] } })

  /** As `docker run --rm` does, with the key of the Pod and nothing else of the Flow. */
  async function replica(port: number): Promise<Container> {
    const container = await engine.createContainer({
      Image: image,
      Cmd: ['join', `host.docker.internal:${port}`, 'encode', '--key', '/keys/encode.key', '--uses', './slow.mjs'],
      WorkingDir: '/executors',
      User: `${uid}:${gid}`,
      Labels: { [label]: '' },
      HostConfig: {
        AutoRemove: true,
        Init: true,
        ExtraHosts: ['host.docker.internal:host-gateway'],
        Binds: [`${join(folder, 'encode.key')}:/keys/encode.key:ro`, `${directory}:/executors:ro`],
      },
    })
    await container.start()
    return container
  }

  it('take their share, leave by docker stop without a failed request, and die without a lost one', async () => {
    const port = freePorts(3)
    const first = await replica(port)
    const flow = new Flow({ name: 'joined', join: port, key }).add({
      name: 'encode',
      uses: './slow.mjs',
      with: { milliseconds: 5 },
      replicas: { min: 1, max: 4 },
    })
    const { running, events, until } = await start(flow)
    try {
      const isReady = (pea: string, incarnation = 1) =>
        until(() =>
          events.some((event) => event.type === 'pea-ready' && event.pea === pea && event.incarnation >= incarnation),
        )
      const load = async () => {
        const ids: number[] = []
        for await (const { documents = [], error } of running.stream('/', numbered(COUNT), { batch: 1 })) {
          if (error !== undefined) throw error
          ids.push(...documents.map(({ id }) => Number(id)))
        }
        return ids.sort((one, other) => one - other)
      }
      const shares = async () =>
        (await running.status()).peas.flatMap(({ id, runtime, report }) =>
          runtime === 'join' ? [[id, (report?.served ?? 0) > 0]] : [],
        )

      const second = await replica(port)
      await isReady('encode/1')
      expect(await load()).toEqual(all)
      expect(await shares()).toEqual([
        ['encode/0', true],
        ['encode/1', true],
      ])

      const leaving = load()
      const removed = second.wait({ condition: 'removed' })
      await second.stop({ t: 60 })
      // 143 would be a replica that SIGTERM has ended, and 137 one that has not left in time.
      expect(await removed).toMatchObject({ StatusCode: 0 })
      expect(await leaving).toEqual(all)

      await replica(port)
      await isReady('encode/1', 2)
      const dying = load()
      const killed = first.wait({ condition: 'removed' })
      await first.kill()
      expect(await dying).toEqual(all)
      expect(await killed).toMatchObject({ StatusCode: 137 })
      for (const { Id } of await containers()) await stopped(engine.getContainer(Id))
      expect(await containers()).toEqual([])
    } finally {
      await running.stop()
    }
  })
})

async function stopped(container: Container): Promise<void> {
  const removed = container.wait({ condition: 'removed' })
  await container.stop({ t: 60 })
  await removed
}
