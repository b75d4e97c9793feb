import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type ConformanceSubject, conformanceCases, toSuiteSpec } from '@peaflow/runtime-conformance'
import { afterAll, beforeAll, test, vi } from 'vitest'
import { dockerLauncher } from '../../src/docker-launcher.ts'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { describeFar } from './describe.ts'
import { containersOn, type FarEngine } from './engine.ts'
import { type FarSite, openFarSite } from './site.ts'
import { openSshServer, type SshServer } from './ssh-server.ts'

const image = `peaflow-test/conformance:${process.pid}`

let site: FarSite
let far: FarEngine
let server: SshServer

/** The executors of the suite, which are in the image: another machine has no files of this one. */
function readExecutors() {
  const { directory } = toSuiteSpec({ behaviour: 'tidy' })
  const names = ['tidy.mjs', 'talk.mjs', 'stuck.mjs']
  return names.map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8') }))
}

const subjectOf = (dockerHost: () => string): ConformanceSubject => ({
  createLauncher: () => dockerLauncher(),
  adapt: (spec) => ({
    ...spec,
    image,
    uses: `/app/${basename(String(spec.uses))}`,
    host: far.machine.address,
    container: { dockerHost: dockerHost() },
  }),
  nothingToRun: (spec) => ({ launcher: dockerLauncher(), spec: { ...spec, image: '127.0.0.1:1/nothing/here:1' } }),
  countLeftovers: async () => (await containersOn(far)).length,
})

const subjects = {
  TLS: subjectOf(() => far.far),
  ssh: subjectOf(() => `ssh://${far.machine.address}${far.address.replace('unix://', '')}`),
}

describeFar('a docker launcher', () => {
  beforeAll(async () => {
    await buildOwnImage(image, { files: readExecutors() })
    site = await openFarSite(1)
    const [first] = site.engines
    if (first === undefined) throw new Error('no Engine')
    far = first
    server = await openSshServer(far.machine)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
    await sendImage(image, { from: engine, to: far.engine, place: 'far' })
  }, 180_000)

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await site.close()
    await engine.getImage(image).remove()
  }, 60_000)

  const cases = Object.entries(subjects).flatMap(([way, subject]) =>
    conformanceCases.map(({ name, run }) => [way, name, () => run(subject)] as const),
  )
  test.each(cases)('by %s: %s', (_way, _case, play) => play())
})
