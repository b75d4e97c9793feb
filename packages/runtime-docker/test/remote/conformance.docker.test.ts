import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type ConformanceSubject, conformanceCases, toSuiteSpec } from '@peaflow/runtime-conformance'
import { afterAll, beforeAll, test, vi } from 'vitest'
import { sendImage } from '../../src/image/send.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'
import { openSshServer, type SshServer } from './ssh-server.ts'

const image = `peaflow-test/conformance:${process.pid}`

let remotes: RemoteEngines
let remote: RemoteEngine
let server: SshServer

/** The executors of the suite, for the image: another machine does not have the files of this one. */
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
    host: remote.machine.address,
    container: { dockerHost: dockerHost() },
  }),
  nothingToRun: (spec) => ({ launcher: dockerLauncher(), spec: { ...spec, image: '127.0.0.1:1/nothing/here:1' } }),
  countLeftovers: async () => (await containersOn(remote)).length,
})

const subjects = {
  TLS: subjectOf(() => remote.tcpAddress),
  ssh: subjectOf(() => `ssh://${remote.machine.address}${remote.address.replace('unix://', '')}`),
}

describeRemote('a docker launcher', () => {
  beforeAll(async () => {
    await buildOwnImage(image, { files: readExecutors() })
    remotes = await openRemoteEngines(1)
    const [first] = remotes.engines
    if (first === undefined) throw new Error('no Engine')
    remote = first
    server = await openSshServer(remote.machine)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    await sendImage(image, { from: engine, to: remote.engine, machine: 'remote' })
  }, 180_000)

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await remotes.close()
    await engine.getImage(image).remove()
  }, 60_000)

  const cases = Object.entries(subjects).flatMap(([protocol, subject]) =>
    conformanceCases.map(({ name, run }) => [protocol, name, () => run(subject)] as const),
  )
  test.each(cases)('by %s: %s', (_protocol, _case, runCase) => runCase())
})
