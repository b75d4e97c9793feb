import { EventEmitter, once } from 'node:events'
import { existsSync } from 'node:fs'
import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage, buildTestPythonImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `python-${process.pid}`
let image = ''

async function open(options: Partial<PodOptions> = {}, onEvent?: (event: FlowEvent) => void): Promise<RunningFlow> {
  const flow = new Flow({ name }).add({ name: 'model', uses: './model.py', image, retries: 0, ...options })
  return await start(buildFlow(flow), { onEvent })
}

async function container() {
  const [listed] = await engine.listContainers({ filters: { label: [`${LABELS.flow}=${name}`] } })
  return engine.getContainer(listed?.Id ?? '')
}

const documents = [{ id: '1', text: 'three small words' }]

const local: Partial<PodOptions> = { image: undefined }

describeDocker('an executor in Python in a container', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPythonImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each(['/embed', '/stream'])(
    'it answers %s with the bytes that it answers without a container',
    async (endpoint) => {
      const answers: unknown[] = []
      for (const options of [{}, local]) {
        await using running = await open({ with: { factor: 3 }, ...options })
        const pieces: unknown[] = []
        for await (const piece of running.stream(endpoint, documents)) pieces.push(piece.documents)
        answers.push(pieces)
      }
      expect(answers[0]).toEqual(answers[1])
      expect(JSON.stringify(answers[0])).toContain(endpoint === '/embed' ? 'embedding' : 'words')
    },
  )

  test.each([
    ['/exit', 'ended its process with exit code 3'],
    ['/segfault', 'was ended by SIGSEGV'],
  ])('its death by %s has a name, and the container is replaced', async (endpoint, reason) => {
    const events = new EventEmitter()
    await using running = await open({}, (event) => void events.emit(event.type, event))
    const restarted = once(events, 'pea-restarted')
    await expect(running.request(endpoint, documents)).rejects.toMatchObject({
      message: expect.stringContaining(reason),
    })
    await restarted
    expect(await running.request('/embed', documents)).toMatchObject([{ id: '1' }])
  })

  test('it names the memory limit that it reached', async () => {
    await using running = await open({ memory: 256 * 1024 ** 2 })
    await expect(running.request('/memory', documents)).rejects.toMatchObject({
      message: expect.stringContaining('out of memory (limit 256 MB)'),
    })
  })

  test('it ends with its container, whether that is stopped or killed', async () => {
    for (const end of ['stop', 'kill'] as const) {
      const events = new EventEmitter()
      await using running = await open({}, (event) => void events.emit(event.type, event))
      const killed = await container()
      const { Titles, Processes } = (await killed.top()) as { Titles: string[]; Processes: string[][] }
      const pids = Processes.map((line) => line[Titles.indexOf('PID')])
      expect(JSON.stringify(Processes)).toContain('__main__.py')
      await Promise.all([once(events, 'pea-restarted'), killed[end]()])
      expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
      expect(await running.request('/embed', documents)).toMatchObject([{ id: '1' }])
    }
  })

  test('it gets the variables of its Pod and no others, and runs as the user', async () => {
    await using running = await open({ with: { factor: 9_731 }, env: { MODEL: 'small' } })
    const [document] = await running.request('/process', documents)
    const { Config } = await (await container()).inspect()
    expect([...Config.Env].sort()).toEqual([
      'HOME=/home/node',
      'MODEL=small',
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'PEAFLOW_LIFELINE=0',
    ])
    expect(JSON.stringify(Config)).not.toContain('9731')
    // Its locale is Python's own, and the hostname the container's.
    const { variables: all = [] } = (document?.tags ?? {}) as { variables?: readonly string[] }
    const variables = all.filter((one) => !/^(LC_|HOSTNAME)/.test(one))
    expect(variables).toEqual(['HOME', 'MODEL', 'PATH'])
    expect(document?.tags).toMatchObject({ user: process.getuid?.() })
  })

  test('it names a Python that its image does not have', async () => {
    const without = await buildTestPeaImage()
    await expect(open({ image: without })).rejects.toMatchObject({
      message: expect.stringMatching(/there is no Python for the executor .*model\.py/),
    })
    await expect(open({ python: '/opt/python9' })).rejects.toMatchObject({
      message: expect.stringContaining('/opt/python9'),
    })
  })
})
