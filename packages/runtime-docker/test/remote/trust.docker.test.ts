import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { connectEngine } from '../../src/engine/connect.ts'
import { makeFolder } from '../docker/folder.ts'
import { openAuthority } from './certificates.ts'
import { describeRemote } from './describe.ts'
import { openRemoteEngine, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'

const folder = makeFolder()
const hasDockerCommand = spawnSync('docker', ['--version']).status === 0

let remotes: RemoteEngines
let remote: RemoteEngine
/** An Engine on the second machine whose certificate has expired. */
let expired: RemoteEngine

describeRemote('an Engine of another machine', () => {
  beforeAll(async () => {
    remotes = await openRemoteEngines(1)
    const [first] = remotes.engines
    if (first === undefined) throw new Error('no Engine')
    remote = first
    const [, other] = remotes.network.machines
    expired = await openRemoteEngine(other, remotes.authority.issue('expired', { address: '127.0.0.1', days: -1 }))
  }, 600_000)

  afterEach(() => {
    vi.unstubAllEnvs()
  })

  afterAll(async () => {
    await expired.close()
    await remotes.close()
  }, 600_000)

  test('it accepts the client certificate, and its own is accepted', async () => {
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    const { engine, close } = await connectEngine(remote.tcpAddress)
    expect((await engine.info()).ID).toBe((await remote.engine.info()).ID)
    await close()
  })

  test.runIf(hasDockerCommand)('it is found through a context that the docker command created', async () => {
    vi.stubEnv('DOCKER_CONFIG', join(folder, 'config'))
    // It comes before the context in use.
    vi.stubEnv('DOCKER_HOST', undefined)
    const files = ['ca', 'cert', 'key'].map((name) => `${name}=${join(remotes.client, name)}.pem`)
    const endpoint = [`host=${remote.tcpAddress}`, ...files].join(',')
    const docker = (...args: readonly string[]) => execFileSync('docker', ['context', ...args], { stdio: 'ignore' })
    docker('create', 'remote', '--docker', endpoint)
    docker('use', 'remote')
    for (const address of ['context://remote', undefined]) {
      const { engine, location, close } = await connectEngine(address)
      expect(location.name).toBe('context://remote')
      expect((await engine.info()).ID).toBe((await remote.engine.info()).ID)
      await close()
    }
  })

  const failures: [what: string, certificates: () => string, address: () => string, error: object][] = [
    [
      'it requires a certificate',
      () => withoutKey(),
      () => remote.tcpAddress,
      {
        code: 'LAUNCH_DOCKER_TLS',
        message: expect.stringContaining('it requires a certificate that it trusts'),
        hint: expect.stringContaining('It does not accept the certificate of this machine'),
      },
    ],
    [
      'the certificate of this machine is not valid',
      () => withBrokenCertificate(),
      () => remote.tcpAddress,
      {
        code: 'LAUNCH_DOCKER_TLS',
        message: expect.stringContaining('a certificate or key of this machine is not valid'),
      },
    ],
    [
      'its certificate is of another authority',
      () => openAuthority(`${folder}/other`).issue('client'),
      () => remote.tcpAddress,
      {
        code: 'LAUNCH_DOCKER_TLS',
        message: expect.stringMatching(
          /^the TLS connection to the Docker Engine at tcp:\/\/[\d.]+:2376 failed: unable to verify/,
        ),
        hint: expect.stringContaining('ca.pem must be of the authority that signed the certificate'),
      },
    ],
    [
      'its certificate has expired',
      () => remotes.client,
      () => expired.tcpAddress,
      { code: 'LAUNCH_DOCKER_TLS', hint: expect.stringContaining('Renew the certificate') },
    ],
    [
      'it requires TLS',
      () => remotes.client,
      () => remote.tcpAddress.replace('tcp:', 'http:'),
      { code: 'LAUNCH_DOCKER_TLS', hint: expect.stringContaining('Use TLS') },
    ],
    [
      'no server listens on its port',
      () => remotes.client,
      () => remote.tcpAddress.replace('2376', '1'),
      {
        code: 'LAUNCH_DOCKER_UNREACHABLE',
        message: expect.stringContaining('ECONNREFUSED'),
        hint: expect.stringContaining('Make dockerd listen there'),
      },
    ],
    [
      'its name does not resolve',
      () => remotes.client,
      () => 'tcp://no-such-host.invalid:2376',
      {
        code: 'LAUNCH_DOCKER_UNREACHABLE',
        message: expect.stringContaining('no-such-host.invalid'),
        hint: expect.stringContaining('Check the spelling'),
      },
    ],
  ]

  test.each(failures)('it is refused with the reason: %s', async (_what, certificates, address, error) => {
    vi.stubEnv('DOCKER_CERT_PATH', certificates())
    await expect(connectEngine(address())).rejects.toMatchObject(error)
  })

  test('it is given up after a time limit if it does not respond', async () => {
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    remote.machine.cut()
    const start = performance.now()
    await expect(connectEngine(remote.tcpAddress)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_UNREACHABLE',
      message: expect.stringContaining('no response in time'),
    })
    expect(performance.now() - start).toBeLessThan(30_000)
    remote.machine.heal()
  })

  test('it is distinguished from one without TLS, one that is too old, and another server', async () => {
    let version: object = { Version: '19.03.15', ApiVersion: '1.40' }
    const server = createServer((_request, response) => void response.end(JSON.stringify(version)))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    await expect(connectEngine(`tcp://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_OLD',
      message: `the Docker Engine at tcp://127.0.0.1:${port} is too old: 19.03.15, API 1.40`,
    })
    await expect(connectEngine(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_TLS',
      message: expect.stringContaining('the server does not use TLS on that port'),
    })
    version = { name: 'some other service' }
    await expect(connectEngine(`tcp://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_UNREACHABLE',
      message: expect.stringContaining('the server there is not a Docker Engine'),
    })
    server.close()
  })
})

function withBrokenCertificate(): string {
  const own = remotes.authority.issue('broken')
  writeFileSync(join(own, 'cert.pem'), 'not a certificate')
  return own
}

/** A folder with the certificate of the right authority, but without a client certificate. */
function withoutKey(): string {
  const own = remotes.authority.issue('none')
  for (const file of ['cert.pem', 'key.pem']) rmSync(join(own, file))
  return own
}
