import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type ConformanceSubject, conformanceCases, toSuiteSpec } from '@peaflow/runtime-conformance'
import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { sendImage } from '../../src/image/send.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'
import { openSshServers, type SshServers } from './ssh-server.ts'

const image = `peaflow-test/conformance:${process.pid}`

let remotes: RemoteEngines
let server: SshServers

/** The executors of the suite, for the image: another machine does not have the files of this one. */
function readExecutors() {
  const { directory } = toSuiteSpec({ behaviour: 'tidy' })
  return readdirSync(directory).map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8') }))
}

interface RemoteSubject {
  readonly engine: () => RemoteEngine
  readonly dockerHost: (engine: RemoteEngine) => string
}

const subjectOf = ({ engine, dockerHost }: RemoteSubject): ConformanceSubject => ({
  timeout: 120_000,
  createLauncher: () => dockerLauncher(),
  adapt: (spec) => ({
    ...spec,
    image,
    uses: `/app/${basename(String(spec.uses))}`,
    host: engine().machine.address,
    container: { dockerHost: dockerHost(engine()) },
  }),
  nothingToRun: (spec) => ({ launcher: dockerLauncher(), spec: { ...spec, image: '127.0.0.1:1/nothing/here:1' } }),
  countLeftovers: async () => (await containersOn(engine())).length,
})

function engineAt(index: 0 | 1): RemoteEngine {
  const engine = remotes.engines[index]
  if (engine === undefined) throw new Error('no Engine')
  return engine
}

// Each protocol has an Engine of its own, so that the two suites run at the same time.
const subjects = {
  TLS: subjectOf({ engine: () => engineAt(0), dockerHost: ({ tcpAddress }) => tcpAddress }),
  ssh: subjectOf({
    engine: () => engineAt(1),
    dockerHost: ({ machine, address }) => `ssh://${machine.address}${address.replace('unix://', '')}`,
  }),
}

describeRemote('a docker launcher', () => {
  beforeAll(async () => {
    await buildOwnImage(image, { files: readExecutors() })
    remotes = await openRemoteEngines(2)
    server = await openSshServers(...remotes.network.machines)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    await Promise.all(remotes.engines.map((to) => sendImage(image, { from: engine, to: to.engine, machine: 'remote' })))
  }, 600_000)

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await remotes.close()
    await engine.getImage(image).remove()
  }, 600_000)

  describe.concurrent.each(Object.entries(subjects))('through %s', (_protocol, subject) => {
    for (const { name, run } of conformanceCases) test.sequential(name, () => run(subject))
  })
})
