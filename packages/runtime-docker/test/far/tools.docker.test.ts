import { hostname } from 'node:os'
import type { PeaSpec } from '@peaflow/core'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { findHostname } from '../../../cli/src/flow-file/hostname.ts'
import { fromNdjson, runCommand, toNdjson, writeFlowFile } from '../../../cli/test/process.ts'
import { LABELS } from '../../src/container/labels.ts'
import { dockerLauncher } from '../../src/docker-launcher.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { ownerOfThisProcess, writeOwner } from '../../src/leftovers/owner.ts'
import { prune } from '../../src/leftovers/prune.ts'
import { prepareImages } from '../../src/prepare-images.ts'
import { specToDo, TEST_IMAGE } from '../docker/deeds.ts'
import { engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { describeFar } from './describe.ts'
import { containersOn, type FarEngine } from './engine.ts'
import { type FarSite, openFarSite } from './site.ts'

const directory = makeFolder()
/** A name of the test image that only this machine knows. */
const sent = `peaflow-test/sent:${process.pid}`

let pea: string
let site: FarSite
let far: FarEngine

const specOf = (changes: Partial<PeaSpec> = {}): PeaSpec =>
  specToDo([['stay']], { directory, host: far.machine.address, container: { dockerHost: far.far }, ...changes })

const imagesOn = async ({ engine }: FarEngine) => (await engine.listImages()).flatMap(({ RepoTags }) => RepoTags ?? [])

describeFar('what goes with an Engine of another machine', () => {
  beforeAll(async () => {
    await buildTestImage()
    pea = await buildTestPeaImage()
    await engine.getImage(TEST_IMAGE).tag({ repo: 'peaflow-test/sent', tag: String(process.pid) })
    site = await openFarSite(1)
    const [first] = site.engines
    if (first === undefined) throw new Error('no Engine')
    far = first
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
  }, 180_000)

  afterEach(async () => expect(await containersOn(far)).toEqual([]))

  afterAll(async () => {
    vi.unstubAllEnvs()
    await site.close()
    await engine.getImage(sent).remove()
  }, 60_000)

  test('it sends an image once, unless it must be pulled there', async () => {
    const always = specOf({ image: sent, container: { dockerHost: far.far, pull: 'always' } })
    await expect(dockerLauncher().launch(always)).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_PULL' })
    expect(await imagesOn(far)).not.toContain(sent)
    const reports: string[] = []
    const container = { dockerHost: far.far, pull: 'never' } as const
    const peas = [specOf({ image: sent, container }), specOf({ image: sent, container, id: 'encode/2' })]
    const prepare = () => prepareImages(peas, { onProgress: (report) => void reports.push(report) })
    await prepare()
    expect(await imagesOn(far)).toContain(sent)
    expect(reports[0]).toMatch(/^sending peaflow-test\/sent:\d+ to [\d.]+: 0\.0 of \d+\.\d MB$/)
    reports.length = 0
    await prepare()
    expect(reports).toEqual([])
  })

  test('it says that an image is neither there nor here, and what to type', async () => {
    const image = 'peaflow-test/nod:1'
    const container = { dockerHost: far.far, pull: 'never' } as const
    await expect(prepareImages([specOf({ image, container })])).rejects.toMatchObject({
      code: 'LAUNCH_IMAGE_MISSING',
      message: `the image ${image} is neither on ${far.machine.address} nor on this machine, and pull is "never"`,
      hint: `Did you mean ${TEST_IMAGE}? If not, type: docker build -t ${image} .; Peaflow sends it to ${far.machine.address}`,
    })
    await expect(prepareImages([specOf({ image: '127.0.0.1:1/acme/encoder:1' })])).rejects.toMatchObject({
      code: 'LAUNCH_IMAGE_MISSING',
      message: expect.stringContaining('it cannot be pulled: '),
    })
  })

  test('it prunes what this machine left there, and nothing of another one', async () => {
    const owners = {
      gone: writeOwner({ ...ownerOfThisProcess(), started: '1' }),
      running: writeOwner(ownerOfThisProcess()),
      // One that is called the same, and whose process had the same number.
      elsewhere: writeOwner({
        ...ownerOfThisProcess(),
        machine: `${hostname()}/0a1b2c3d4e5f/4026531836`,
        started: '1',
      }),
    }
    await prepareImages([specOf({ image: sent })])
    const made = Object.entries(owners).map(([name, owner]) =>
      far.engine.createContainer({ name: `pruned-${name}`, Image: sent, Labels: { [LABELS.owner]: owner } }),
    )
    const containers = await Promise.all(made)
    expect(await prune({ dockerHost: far.far })).toEqual([{ name: 'pruned-gone', flow: '', pea: '' }])
    expect([...(await containersOn(far))].sort()).toEqual(['/pruned-elsewhere', '/pruned-running'])
    await Promise.all(containers.map((container) => container.remove().catch(() => undefined)))
  })

  test('it keeps the workspace there, for the next who launches the same Pea', async () => {
    const workspace = '.peaflow/search/encode/1'
    const written = specOf({ workspace, with: { do: [['write', ['/peaflow/workspace/index', 'kept']]] } })
    const read = specOf({ workspace, with: { do: [['read', '/peaflow/workspace/index']] } })
    await (await dockerLauncher().launch(written)).exited
    const { exited } = await dockerLauncher().launch(read)
    expect((await exited).lastLines).toEqual(['kept'])
  })

  test('it finds out whether a container there reaches this machine', async () => {
    await prepareImages([specOf({ image: sent })])
    expect(await diagnose({ dockerHost: far.far, image: sent, findHostname })).toEqual([
      { name: 'docker', state: 'ok', detail: expect.stringContaining(` on ${far.machine.address}`) },
      { name: 'image', state: 'ok', detail: expect.stringContaining(sent) },
      {
        name: 'container to host',
        state: 'ok',
        detail: `a container on ${far.machine.address} reaches this machine at ${site.network.address}`,
      },
    ])
    const unreachable = await diagnose({ dockerHost: far.far, image: sent, findHostname: async () => '127.0.0.1' })
    expect(unreachable[2]).toMatchObject({ state: 'limited', hint: expect.stringContaining('hostname') })
  })

  test('it is all there is to the command line: the address of this machine is found', async () => {
    using flow = writeFlowFile(
      `far: { image: '${pea}', host: ${far.machine.address}, docker_host: '${far.far}', replicas: 2 }`,
      'near: {}',
    )
    const { code, stdout, stderr } = await runCommand(['run', flow.file], toNdjson([{ id: '1' }, { id: '2' }]))
    expect({ code, stderr: stderr.includes('error') }).toEqual({ code: 0, stderr: false })
    expect(fromNdjson(stdout)).toMatchObject([{ id: '1' }, { id: '2' }])
    expect((await runCommand(['prune', '--docker-host', far.far])).stdout).toBe('0 containers removed\n')
  })

  test('it keeps a Flow from starting, with all that there is to know, when it does not answer', async () => {
    const [address, nowhere] = [far.machine.address, far.far.replace(':2376', ':1')]
    using flow = writeFlowFile(`far: { image: '${pea}', host: ${address}, docker_host: '${nowhere}' }`, 'near: {}')
    const { code, stderr } = await runCommand(['run', flow.file], '')
    expect(code).toBe(1)
    expect(stderr).toContain(`no Docker Engine answers at ${nowhere}: connect ECONNREFUSED ${address}:1`)
    expect(stderr).toContain('LAUNCH_DOCKER_UNREACHABLE')
  })

  test('it is told from an Engine of this machine', async () => {
    const here = specOf({ host: null })
    await expect(dockerLauncher().launch(here)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_ELSEWHERE',
      hint: expect.stringContaining(`host: ${far.machine.address}`),
    })
  })
})
