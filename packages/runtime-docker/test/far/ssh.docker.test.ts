import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { connectEngine } from '../../src/engine/connect.ts'
import { comesBack } from '../../src/engine/reconnect.ts'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildTestImage } from '../docker/image.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { runInChild } from '../docker/run-in-child.ts'
import { start } from '../end-to-end/start.ts'
import { describeFar } from './describe.ts'
import { containersOn, type FarEngine } from './engine.ts'
import { type FarSite, openFarSite } from './site.ts'
import { openSshServer, type SshServer, sshTo, tunnelFolders } from './ssh-server.ts'

const name = `far-ssh-${process.pid}`

let image: string
let site: FarSite
let far: FarEngine
let server: SshServer

/** The far Engine's socket, as `ssh` finds it there: of files there is one world. */
const socketOf = ({ address }: FarEngine) => address.replace('unix://', '')
const addressOf = (engine: FarEngine) => `ssh://${engine.machine.address}${socketOf(engine)}`

describeFar('an Engine behind ssh', () => {
  beforeAll(async () => {
    await buildTestImage()
    image = await buildTestPeaImage()
    site = await openFarSite(1)
    const [first] = site.engines
    if (first === undefined) throw new Error('no Engine')
    far = first
    server = await openSshServer(far.machine)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
  }, 180_000)

  afterEach(async () => {
    vi.stubEnv('PATH', server.path)
    await vi.waitFor(() => expect(sshTo(far.machine)).toEqual([]), { timeout: 20_000 })
    expect(tunnelFolders()).toEqual([])
    expect(await containersOn(far)).toEqual([])
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await site.close()
  }, 60_000)

  test('it runs a Flow through one ssh, of which nothing is left', async () => {
    await sendImage(image, { from: engine, to: far.engine, place: 'far' })
    const flow = new Flow({ name, hostname: site.network.address, dockerHost: `ssh://{host}${socketOf(far)}` })
      .add({ name: 'first' })
      .add({ name: 'far', image, replicas: 2, host: far.machine.address })
      .add({ name: 'alone', image, host: far.machine.address })
      .add({ name: 'last' })
    await using running = await start(buildFlow(flow))
    expect(sshTo(far.machine)).toHaveLength(1)
    expect(tunnelFolders()).toHaveLength(1)
    expect(await containersOn(far)).toHaveLength(3)
    const documents = Array.from({ length: 50 }, (_, number) => ({ id: `${number}` }))
    const results = []
    for await (const { documents: some, error } of running.stream('/', documents, { batch: 5 })) {
      if (error !== undefined) throw error
      results.push(...some)
    }
    expect(results).toHaveLength(50)
  })

  test('it is reached again after ssh has ended', async () => {
    const connection = await connectEngine(addressOf(far))
    try {
      const [pid = 0] = sshTo(far.machine)
      process.kill(pid, 'SIGKILL')
      await vi.waitFor(() => expect(tunnelFolders()).toEqual([]), { timeout: 20_000 })
      // What is gone from the disk is not yet known to this process.
      expect(await comesBack(connection)).toBe(true)
      expect(sshTo(far.machine)).toHaveLength(1)
      expect(sshTo(far.machine)).not.toEqual([pid])
    } finally {
      await connection.close()
    }
  })

  test('it is reached by whoever comes while the last one leaves', async () => {
    const connection = await connectEngine(addressOf(far))
    const [left, ...others] = [connection.close(), connection.check(), connection.check()]
    await Promise.all([left, ...others])
    expect(sshTo(far.machine)).toHaveLength(1)
    await connection.close()
    const early = connection.check()
    await Promise.all([connection.close(), early.catch(() => undefined)])
    await connection.check()
    expect(sshTo(far.machine)).toHaveLength(1)
    await connection.close()
  })

  test('it ends what a process launched there that is killed, and so does an Engine with TLS', async () => {
    const child = await runInChild(`
      const launcher = dockerLauncher()
      for (const dockerHost of ${JSON.stringify([addressOf(far), far.far])}) {
        const place = { host: '${far.machine.address}', container: { dockerHost } }
        await launcher.launch(specToDo([['stay']], place))
      }
      console.log('launched')
      setInterval(() => {}, 1_000_000)`)
    await child.said('launched')
    expect(sshTo(far.machine)).toHaveLength(1)
    expect(await containersOn(far)).toHaveLength(2)
    const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(`peaflow-ssh-${child.process.pid}-`))
    expect(folders).toHaveLength(1)
    child.process.kill('SIGKILL')
    await vi.waitFor(async () => expect(await containersOn(far)).toEqual([]), { timeout: 20_000 })
    await vi.waitFor(() => expect(existsSync(join(tmpdir(), folders[0] ?? ''))).toBe(false), { timeout: 20_000 })
  })

  const failures: [what: string, setting: string, address: (engine: FarEngine) => string, error: object][] = [
    [
      'that wants a password, or another key',
      'PubkeyAuthentication no',
      addressOf,
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Permission denied'),
        hint: expect.stringMatching(/types no password: ssh \S+ must get in without one/),
      },
    ],
    [
      'whose key nobody knows',
      'UserKnownHostsFile /dev/null',
      addressOf,
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Host key verification failed'),
        hint: expect.stringContaining('See whose key it is'),
      },
    ],
    [
      'whose name does not resolve',
      'LogLevel INFO',
      () => 'ssh://no-such-host.invalid',
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Could not resolve hostname no-such-host.invalid'),
      },
    ],
    [
      'that listens at another port',
      'LogLevel INFO',
      ({ machine }) => `ssh://me@${machine.address}:1`,
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Connection refused'),
        hint: expect.stringMatching(/^This must work by itself: ssh -p 1 me@\S+ true$/),
      },
    ],
    [
      'where no Engine is',
      'LogLevel INFO',
      ({ machine }) => `ssh://${machine.address}/nowhere.sock`,
      {
        code: 'LAUNCH_DOCKER_UNREACHABLE',
        message: expect.stringMatching(
          /^ssh gets through to \S+, but no Docker Engine answers at its \/nowhere.sock: /,
        ),
      },
    ],
  ]

  test.each(failures)('it is told from one %s', async (_what, setting, address, error) => {
    vi.stubEnv('PATH', server.pathWith(setting))
    await expect(connectEngine(address(far))).rejects.toMatchObject(error)
  })
})
