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
import { describeFar } from './describe.ts'
import { type FarEngine, openFarEngine } from './engine.ts'
import { type FarSite, openFarSite } from './site.ts'

const folder = makeFolder()
const hasDockerCommand = spawnSync('docker', ['--version']).status === 0

let site: FarSite
let far: FarEngine
/** One whose certificate has expired, on the other machine. */
let expired: FarEngine

describeFar('an Engine of another machine', () => {
  beforeAll(async () => {
    site = await openFarSite(1)
    const [first] = site.engines
    if (first === undefined) throw new Error('no Engine')
    far = first
    const [, other] = site.network.machines
    expired = await openFarEngine(other, site.authority.issue('expired', { address: '127.0.0.1', days: -1 }))
  }, 180_000)

  afterEach(() => {
    vi.unstubAllEnvs()
  })

  afterAll(async () => {
    await expired.close()
    await site.close()
  }, 60_000)

  test('it is trusted, and trusts', async () => {
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
    const { engine, close } = await connectEngine(far.far)
    expect((await engine.info()).ID).toBe((await far.engine.info()).ID)
    await close()
  })

  test.runIf(hasDockerCommand)('it is known by a context that the docker command made', async () => {
    vi.stubEnv('DOCKER_CONFIG', join(folder, 'config'))
    const files = ['ca', 'cert', 'key'].map((name) => `${name}=${join(site.client, name)}.pem`)
    const endpoint = [`host=${far.far}`, ...files].join(',')
    const docker = (...args: readonly string[]) => execFileSync('docker', ['context', ...args], { stdio: 'ignore' })
    docker('create', 'far', '--docker', endpoint)
    docker('use', 'far')
    for (const address of ['context://far', undefined]) {
      const { engine, location, close } = await connectEngine(address)
      expect(location.name).toBe('context://far')
      expect((await engine.info()).ID).toBe((await far.engine.info()).ID)
      await close()
    }
  })

  const failures: [what: string, certificates: () => string, address: () => string, error: object][] = [
    [
      'it asks for a certificate',
      () => withoutKey(),
      () => far.far,
      {
        code: 'LAUNCH_DOCKER_TLS',
        message: expect.stringContaining('it wants a certificate that it trusts'),
        hint: expect.stringContaining('It does not take the certificate of this machine'),
      },
    ],
    [
      'the certificate of this machine is none',
      () => withBrokenCertificate(),
      () => far.far,
      { code: 'LAUNCH_DOCKER_TLS', message: expect.stringContaining('a certificate or key of this machine is none') },
    ],
    [
      'it is of another authority',
      () => openAuthority(`${folder}/other`).issue('client'),
      () => far.far,
      {
        code: 'LAUNCH_DOCKER_TLS',
        message: expect.stringMatching(/^no TLS with the Docker Engine at tcp:\/\/[\d.]+:2376: unable to verify/),
        hint: expect.stringContaining('ca.pem must be of who signed the certificate'),
      },
    ],
    [
      'its certificate has expired',
      () => site.client,
      () => expired.far,
      { code: 'LAUNCH_DOCKER_TLS', hint: expect.stringContaining('Renew the certificate') },
    ],
    [
      'it wants TLS',
      () => site.client,
      () => far.far.replace('tcp:', 'http:'),
      { code: 'LAUNCH_DOCKER_TLS', hint: expect.stringContaining('It wants TLS') },
    ],
    [
      'nobody listens at its port',
      () => site.client,
      () => far.far.replace('2376', '1'),
      {
        code: 'LAUNCH_DOCKER_UNREACHABLE',
        message: expect.stringContaining('ECONNREFUSED'),
        hint: expect.stringContaining('Let dockerd listen there'),
      },
    ],
    [
      'its name does not resolve',
      () => site.client,
      () => 'tcp://no-such-host.invalid:2376',
      {
        code: 'LAUNCH_DOCKER_UNREACHABLE',
        message: expect.stringContaining('no-such-host.invalid'),
        hint: expect.stringContaining('a typing mistake'),
      },
    ],
  ]

  test.each(failures)('it is told why: %s', async (_what, certificates, address, error) => {
    vi.stubEnv('DOCKER_CERT_PATH', certificates())
    await expect(connectEngine(address())).rejects.toMatchObject(error)
  })

  test('it is given up in bounded time when it says nothing', async () => {
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
    far.machine.cut()
    const begun = performance.now()
    await expect(connectEngine(far.far)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_UNREACHABLE',
      message: expect.stringContaining('no answer in time'),
    })
    expect(performance.now() - begun).toBeLessThan(30_000)
    far.machine.heal()
  })

  test('it is told from one that speaks no TLS, is too old, or is none', async () => {
    let answer: object = { Version: '19.03.15', ApiVersion: '1.40' }
    const server = createServer((_request, response) => void response.end(JSON.stringify(answer)))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    await expect(connectEngine(`tcp://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_OLD',
      message: `the Docker Engine at tcp://127.0.0.1:${port} is too old: 19.03.15, API 1.40`,
    })
    await expect(connectEngine(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_TLS',
      hint: expect.stringContaining('It speaks no TLS there'),
    })
    answer = { name: 'some other service' }
    await expect(connectEngine(`tcp://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_UNREACHABLE',
      message: expect.stringContaining('what answers there is no Docker Engine'),
    })
    server.close()
  })
})

function withBrokenCertificate(): string {
  const own = site.authority.issue('broken')
  writeFileSync(join(own, 'cert.pem'), 'no certificate')
  return own
}

/** Certificates of the right authority, but none of this machine's own. */
function withoutKey(): string {
  const own = site.authority.issue('nobody')
  for (const file of ['cert.pem', 'key.pem']) rmSync(join(own, file))
  return own
}
