import { createServer, type Server } from 'node:net'
import type { Readable } from 'node:stream'
import type { PeaSpec } from '@peaflow/core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { packEntries } from '../../src/archive/pack.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { specToDo, TEST_IMAGE } from '../docker/actions.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'
import { bindingInput } from '../spec.ts'

const flow = `failures-${process.pid}`
const directory = makeFolder()
const launcher = dockerLauncher()

const launch = (changes: Partial<PeaSpec>) => launcher.launch(specToDo([['stay']], { flow, directory, ...changes }))

const failures: [what: string, changes: Partial<PeaSpec>, error: object][] = [
  [
    'no image',
    { image: undefined },
    { code: 'LAUNCH_NO_IMAGE', message: '"encode" runs in a container, but names no image' },
  ],
  [
    'an image that does not exist',
    { image: 'peaflow-test/nod:1', container: { pull: 'never' } },
    {
      code: 'LAUNCH_IMAGE_MISSING',
      message: 'the image peaflow-test/nod:1 is not on this machine, and pull is "never"',
      hint: `Did you mean ${TEST_IMAGE}? If not, type: docker build -t peaflow-test/nod:1 .`,
    },
  ],
  [
    'the Pea image, when it was never built',
    { image: 'peaflow/pea:none', container: { pull: 'never' } },
    { code: 'LAUNCH_IMAGE_MISSING', hint: 'Type: peaflow image build' },
  ],
  [
    'an image that cannot be pulled',
    { image: '127.0.0.1:1/acme/encoder:1' },
    { code: 'LAUNCH_IMAGE_MISSING', message: expect.stringContaining('connection refused') },
  ],
  [
    'an image with pull: always that cannot be pulled',
    { image: '127.0.0.1:1/acme/encoder:1', container: { pull: 'always' } },
    { code: 'LAUNCH_IMAGE_PULL', message: expect.stringContaining('connection refused') },
  ],
  [
    'a volume that does not exist',
    { container: { volumes: ['./nowhere:/data'] } },
    { code: 'LAUNCH_VOLUME_MISSING', message: expect.stringContaining('/nowhere') },
  ],
  ['a volume that is not valid', { container: { volumes: ['./nowhere'] } }, { code: 'CONFIG_VOLUME' }],
  [
    'GPUs on a machine without any',
    { container: { gpus: 'all' } },
    { code: 'LAUNCH_GPU_MISSING', message: expect.stringContaining('"encode" wants GPUs') },
  ],
  [
    'a field that the Engine rejects',
    { container: { docker: { HostConfig: { Memory: 1 } } } },
    { code: 'LAUNCH_CONTAINER', message: expect.stringContaining('memory') },
  ],
]

describeDocker('a launch that fails', () => {
  beforeAll(() => buildTestImage(), 180_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test.each(failures)('it explains %s', async (_what, changes, error) => {
    await expect(launch(changes)).rejects.toMatchObject(error)
  })

  test('it explains a port that is in use', async () => {
    const server = await listen()
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await expect(launch({ inputs: [bindingInput({ port, fixed: true })] })).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: expect.stringContaining(`${port}`),
    })
    server.close()
  })

  test('it explains an image without an entrypoint', async () => {
    const archive = packEntries([{ path: 'hello', text: 'hello', executable: false }])
    for await (const _ of (await engine.importImage(archive, { repo: 'peaflow-test/bare' })) as Readable) {
      // the image exists when the stream has ended
    }
    await expect(launch({ image: 'peaflow-test/bare' })).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_ENTRYPOINT' })
    await engine.getImage('peaflow-test/bare').remove()
  })

  test('it has the reason in its last lines if the entrypoint is not in the image', async () => {
    const { exited } = await launch({ container: { entrypoint: ['/serve'] } })
    const { code, lastLines } = await exited
    expect(code).toBe(127)
    expect(lastLines.join()).toContain('exec /serve failed: No such file or directory')
  })

  test('it starts no container while another image is missing', async () => {
    const abort = new AbortController()
    const present = launcher.launch(specToDo([['stay']], { flow, directory }), { signal: abort.signal })
    const missing = launch({ image: '127.0.0.1:1/acme/encoder:1' }).catch((error) => {
      abort.abort()
      throw error
    })
    await expect(missing).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_MISSING' })
    await expect(present).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
  })

  test('it says that there is no Engine', async () => {
    const nowhere = dockerLauncher({ dockerHost: 'unix:///nowhere/docker.sock' })
    await expect(nowhere.launch(specToDo([]))).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_UNREACHABLE',
      message: expect.stringContaining('unix:///nowhere/docker.sock'),
    })
    const invalid = dockerLauncher({ dockerHost: 'gopher://engine' })
    await expect(invalid.launch(specToDo([]))).rejects.toMatchObject({ code: 'LAUNCH_DOCKER_ADDRESS' })
  })
})

async function listen(): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
