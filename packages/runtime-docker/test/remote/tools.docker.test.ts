import { hostname } from 'node:os'
import type { PeaSpec } from '@peaflow/core'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { findHostname } from '../../../cli/src/flow-file/hostname.ts'
import { fromNdjson, runCommand, toNdjson, writeFlowFile } from '../../../cli/test/process.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { prepareImages } from '../../src/image/prepare-images.ts'
import { LABELS } from '../../src/labels/labels.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { ownerOfThisProcess, writeOwner } from '../../src/leftovers/owner.ts'
import { prune } from '../../src/leftovers/prune.ts'
import { specToDo, TEST_IMAGE } from '../docker/actions.ts'
import { engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'

const directory = makeFolder()
/** A name of the test image that only this machine has. */
const sent = `peaflow-test/sent:${process.pid}`

let pea: string
let remotes: RemoteEngines
let remote: RemoteEngine

const specOf = (changes: Partial<PeaSpec> = {}): PeaSpec =>
  specToDo([['stay']], {
    directory,
    host: remote.machine.address,
    container: { dockerHost: remote.tcpAddress },
    ...changes,
  })

const imagesOn = async ({ engine }: RemoteEngine) =>
  (await engine.listImages()).flatMap(({ RepoTags }) => RepoTags ?? [])

describeRemote('a tool for an Engine of another machine', () => {
  beforeAll(async () => {
    await buildTestImage()
    pea = await buildTestPeaImage()
    await engine.getImage(TEST_IMAGE).tag({ repo: 'peaflow-test/sent', tag: String(process.pid) })
    remotes = await openRemoteEngines(1)
    const [first] = remotes.engines
    if (first === undefined) throw new Error('no Engine')
    remote = first
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
  }, 600_000)

  afterEach(async () => expect(await containersOn(remote)).toEqual([]))

  afterAll(async () => {
    vi.unstubAllEnvs()
    await remotes.close()
    await engine.getImage(sent).remove()
  }, 600_000)

  test('it sends an image once, but not with pull: always', async () => {
    const always = specOf({ image: sent, container: { dockerHost: remote.tcpAddress, pull: 'always' } })
    await expect(dockerLauncher().launch(always)).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_PULL' })
    expect(await imagesOn(remote)).not.toContain(sent)
    const reports: string[] = []
    const container = { dockerHost: remote.tcpAddress, pull: 'never' } as const
    const peas = [specOf({ image: sent, container }), specOf({ image: sent, container, id: 'encode/2' })]
    const prepare = () => prepareImages(peas, { onProgress: (report) => void reports.push(report) })
    await prepare()
    expect(await imagesOn(remote)).toContain(sent)
    expect(reports[0]).toMatch(/^sending peaflow-test\/sent:\d+ to [\d.]+: 0\.0 of \d+\.\d MB$/)
    reports.length = 0
    await prepare()
    expect(reports).toEqual([])
  })

  test('it says that no machine has an image, and what to type', async () => {
    const image = 'peaflow-test/nod:1'
    const container = { dockerHost: remote.tcpAddress, pull: 'never' } as const
    await expect(prepareImages([specOf({ image, container })])).rejects.toMatchObject({
      code: 'LAUNCH_IMAGE_MISSING',
      message: `the image ${image} is neither on ${remote.machine.address} nor on this machine, and pull is "never"`,
      hint: `Did you mean ${TEST_IMAGE}? If not, type: docker build -t ${image} .; Peaflow sends it to ${remote.machine.address}`,
    })
    await expect(prepareImages([specOf({ image: '127.0.0.1:1/acme/encoder:1' })])).rejects.toMatchObject({
      code: 'LAUNCH_IMAGE_MISSING',
      message: expect.stringContaining('it cannot be pulled: '),
    })
  })

  test('it prunes containers of this machine, and none of another one', async () => {
    const owners = {
      gone: writeOwner({ ...ownerOfThisProcess(), started: '1' }),
      running: writeOwner(ownerOfThisProcess()),
      // Another machine of the same name, with a process of the same id.
      elsewhere: writeOwner({
        ...ownerOfThisProcess(),
        machine: `${hostname()}/0a1b2c3d4e5f/4026531836`,
        started: '1',
      }),
    }
    await prepareImages([specOf({ image: sent })])
    const made = Object.entries(owners).map(([name, owner]) =>
      remote.engine.createContainer({ name: `pruned-${name}`, Image: sent, Labels: { [LABELS.owner]: owner } }),
    )
    const containers = await Promise.all(made)
    expect(await prune({ dockerHost: remote.tcpAddress })).toEqual([{ name: 'pruned-gone', flow: '', pea: '' }])
    expect([...(await containersOn(remote))].sort()).toEqual(['/pruned-elsewhere', '/pruned-running'])
    await Promise.all(containers.map((container) => container.remove().catch(() => undefined)))
  })

  test('it finds the workspace again when the same Pea is launched again', async () => {
    const workspace = '.peaflow/search/encode/1'
    const written = specOf({ workspace, with: { do: [['write', ['/peaflow/workspace/index', 'stored']]] } })
    const read = specOf({ workspace, with: { do: [['read', '/peaflow/workspace/index']] } })
    await (await dockerLauncher().launch(written)).exited
    const { exited } = await dockerLauncher().launch(read)
    expect((await exited).lastLines).toEqual(['stored'])
  })

  test('it checks whether a container there reaches this machine', async () => {
    await prepareImages([specOf({ image: sent })])
    expect(await diagnose({ dockerHost: remote.tcpAddress, image: sent, findHostname })).toEqual([
      { name: 'docker', state: 'ok', detail: expect.stringContaining(` on ${remote.machine.address}`) },
      { name: 'image', state: 'ok', detail: expect.stringContaining(sent) },
      {
        name: 'container to host',
        state: 'ok',
        detail: `a container on ${remote.machine.address} reaches this machine at ${remotes.network.address}`,
      },
    ])
    const unreachable = await diagnose({
      dockerHost: remote.tcpAddress,
      image: sent,
      findHostname: async () => '127.0.0.1',
    })
    expect(unreachable[2]).toMatchObject({ state: 'limited', hint: expect.stringContaining('hostname') })
  })

  test('it runs a flow file that does not name the address of this machine', async () => {
    using flow = writeFlowFile(
      `remote: { image: '${pea}', host: ${remote.machine.address}, docker_host: '${remote.tcpAddress}', replicas: 2 }`,
      'local: {}',
    )
    const { code, stdout, stderr } = await runCommand(['run', flow.file], toNdjson([{ id: '1' }, { id: '2' }]))
    expect({ code, stderr: stderr.includes('error') }).toEqual({ code: 0, stderr: false })
    expect(fromNdjson(stdout)).toMatchObject([{ id: '1' }, { id: '2' }])
    // Runtime folders are those of this machine, where other tests may have left some.
    const pruned = await runCommand(['prune', '--docker-host', remote.tcpAddress])
    expect(pruned.stdout).toMatch(/^\d+ runtime folders? removed\n0 containers removed\n$/)
  })

  test('it explains why a Flow does not start if the Engine does not respond', async () => {
    const [address, nowhere] = [remote.machine.address, remote.tcpAddress.replace(':2376', ':1')]
    using flow = writeFlowFile(`remote: { image: '${pea}', host: ${address}, docker_host: '${nowhere}' }`, 'local: {}')
    const { code, stderr } = await runCommand(['run', flow.file], '')
    expect(code).toBe(1)
    expect(stderr).toContain(`no Docker Engine responds at ${nowhere}: connect ECONNREFUSED ${address}:1`)
    expect(stderr).toContain('LAUNCH_DOCKER_UNREACHABLE')
  })

  test('it is distinguished from an Engine of this machine', async () => {
    const here = specOf({ host: null })
    await expect(dockerLauncher().launch(here)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_ELSEWHERE',
      hint: expect.stringContaining(`host: ${remote.machine.address}`),
    })
  })
})
