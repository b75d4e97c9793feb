import type { PeaLauncher, PeaSpec } from '@peaflow/core'
import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from '../end-to-end/start.ts'

const name = `secrets-${process.pid}`
/** A secret argument of an executor, and a secret variable. */
const SECRET = 'sk-7c1f5a'
const TOKEN = 'tk-93bd20'
let image = ''

const ways: [way: string, options: Partial<PodOptions>][] = [
  ['standard input', {}],
  ['standard input, over TCP', { docker: { HostConfig: { UsernsMode: 'host' } } }],
  ['a file, since it has a terminal', { docker: { Tty: true } }],
  ['a file, since it has no standard input', { docker: { OpenStdin: false } }],
]

describeDocker('what the Engine shows of a container with secrets', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each(ways)('holds none but the variables, as variables: they come through %s', async (_, options) => {
    const specs: PeaSpec[] = []
    const docker = dockerLauncher()
    const spying: PeaLauncher = {
      ...docker,
      launch: async (spec, launchOptions) => {
        specs.push(spec)
        return await docker.launch(spec, launchOptions)
      },
    }
    const secrets = { with: { api_key: SECRET, mark: 'm' }, env: { TOKEN } }
    const flow = new Flow({ name }).add({ name: 'a', uses: './mark.mjs', image, ...secrets, ...options })
    await using running = await start(buildFlow(flow), { launchers: { docker: spying } })
    expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1', tags: { m: {} } }])

    const [listed] = await engine.listContainers({ filters: { label: [`${LABELS.flow}=${name}`] } })
    const inspected = await engine.getContainer(listed?.Id ?? '').inspect()
    const { Env, ...config } = inspected.Config
    const processes = await engine.getContainer(listed?.Id ?? '').top()
    expect(JSON.stringify(processes)).toContain('--name')
    expect(Env).toContain(`TOKEN=${TOKEN}`)
    const key = specs[0]?.key ?? ''
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    const shown = JSON.stringify([listed, { ...inspected, Config: config }, processes])
    for (const secret of [SECRET, TOKEN, key]) expect(shown).not.toContain(secret)
    for (const secret of [SECRET, key]) expect(Env.join('\n')).not.toContain(secret)
  })
})
