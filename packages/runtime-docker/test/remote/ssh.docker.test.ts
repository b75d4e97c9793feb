import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { connectEngine } from '../../src/engine/connect.ts'
import { isBack } from '../../src/engine/reconnect.ts'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildTestImage } from '../docker/image.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { runInChild } from '../docker/run-in-child.ts'
import { start } from '../end-to-end/start.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'
import { openSshServers, type SshServers, sshTo, tunnelFolders } from './ssh-server.ts'

const name = `remote-ssh-${process.pid}`

let image: string
let remotes: RemoteEngines
let remote: RemoteEngine
let server: SshServers

/** The path of the remote Engine's socket. The machines of a test share one file system. */
const socketOf = ({ address }: RemoteEngine) => address.replace('unix://', '')
const addressOf = (engine: RemoteEngine) => `ssh://${engine.machine.address}${socketOf(engine)}`

describeRemote('an Engine behind ssh', () => {
  beforeAll(async () => {
    await buildTestImage()
    image = await buildTestPeaImage()
    remotes = await openRemoteEngines(1)
    const [first] = remotes.engines
    if (first === undefined) throw new Error('no Engine')
    remote = first
    server = await openSshServers(remote.machine)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
  }, 600_000)

  afterEach(async () => {
    vi.stubEnv('PATH', server.path)
    await vi.waitFor(() => expect(sshTo(remote.machine)).toEqual([]), { timeout: 60_000 })
    expect(tunnelFolders()).toEqual([])
    expect(await containersOn(remote)).toEqual([])
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await remotes.close()
  }, 600_000)

  test('it runs a Flow through one ssh, which ends with the Flow', async () => {
    await sendImage(image, { from: engine, to: remote.engine, machine: 'remote' })
    const flow = new Flow({ name, hostname: remotes.network.address, dockerHost: `ssh://{host}${socketOf(remote)}` })
      .add({ name: 'first' })
      .add({ name: 'remote', image, replicas: 2, host: remote.machine.address })
      .add({ name: 'alone', image, host: remote.machine.address })
      .add({ name: 'last' })
    await using running = await start(buildFlow(flow))
    expect(sshTo(remote.machine)).toHaveLength(1)
    expect(tunnelFolders()).toHaveLength(1)
    expect(await containersOn(remote)).toHaveLength(3)
    const documents = Array.from({ length: 50 }, (_, number) => ({ id: `${number}` }))
    const results = []
    for await (const { documents: some, error } of running.stream('/', documents, { batch: 5 })) {
      if (error !== undefined) throw error
      results.push(...some)
    }
    expect(results).toHaveLength(50)
  })

  test('it is reached again after ssh has ended', async () => {
    const connection = await connectEngine(addressOf(remote))
    try {
      const [pid = 0] = sshTo(remote.machine)
      process.kill(pid, 'SIGKILL')
      await vi.waitFor(() => expect(tunnelFolders()).toEqual([]), { timeout: 60_000 })
      // The folder is gone, but this process may not know yet that ssh has ended.
      expect(await isBack(connection)).toBe(true)
      expect(sshTo(remote.machine)).toHaveLength(1)
      expect(sshTo(remote.machine)).not.toEqual([pid])
    } finally {
      await connection.close()
    }
  })

  test('it can be reached again while the last connection closes', async () => {
    const connection = await connectEngine(addressOf(remote))
    const [closed, ...others] = [connection.close(), connection.check(), connection.check()]
    await Promise.all([closed, ...others])
    expect(sshTo(remote.machine)).toHaveLength(1)
    await connection.close()
    const early = connection.check()
    await Promise.all([connection.close(), early.catch(() => undefined)])
    await connection.check()
    expect(sshTo(remote.machine)).toHaveLength(1)
    await connection.close()
  })

  test('it ends the containers of a process that is killed, and so does an Engine with TLS', async () => {
    const child = await runInChild(`
      const launcher = dockerLauncher()
      for (const dockerHost of ${JSON.stringify([addressOf(remote), remote.tcpAddress])}) {
        const options = { host: '${remote.machine.address}', container: { dockerHost } }
        await launcher.launch(specToDo([['stay']], options))
      }
      console.log('launched')
      setInterval(() => {}, 1_000_000)`)
    await child.wrote('launched')
    expect(sshTo(remote.machine)).toHaveLength(1)
    expect(await containersOn(remote)).toHaveLength(2)
    const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(`peaflow-ssh-${child.process.pid}-`))
    expect(folders).toHaveLength(1)
    child.process.kill('SIGKILL')
    await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000 })
    await vi.waitFor(() => expect(existsSync(join(tmpdir(), folders[0] ?? ''))).toBe(false), { timeout: 60_000 })
  })

  const failures: [what: string, setting: string, address: (engine: RemoteEngine) => string, error: object][] = [
    [
      'one that requires a password, or another key',
      'PubkeyAuthentication no',
      addressOf,
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Permission denied'),
        hint: expect.stringMatching(/cannot enter a password: ssh \S+ must work without one/),
      },
    ],
    [
      'one whose key is unknown',
      'UserKnownHostsFile /dev/null',
      addressOf,
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Host key verification failed'),
        hint: expect.stringContaining('Check whose key it is'),
      },
    ],
    [
      'a host name that does not resolve',
      'LogLevel INFO',
      () => 'ssh://no-such-host.invalid',
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Could not resolve hostname no-such-host.invalid'),
      },
    ],
    [
      'a server that listens on another port',
      'LogLevel INFO',
      ({ machine }) => `ssh://me@${machine.address}:1`,
      {
        code: 'LAUNCH_DOCKER_SSH',
        message: expect.stringContaining('Connection refused'),
        hint: expect.stringMatching(/^This command must work first: ssh -p 1 me@\S+ true$/),
      },
    ],
    [
      'a machine without an Engine',
      'LogLevel INFO',
      ({ machine }) => `ssh://${machine.address}/nowhere.sock`,
      {
        code: 'LAUNCH_DOCKER_UNREACHABLE',
        message: expect.stringMatching(/^ssh connects to \S+, but no Docker Engine responds at its \/nowhere.sock: /),
      },
    ],
  ]

  test.each(failures)('it is distinguished from %s', async (_what, setting, address, error) => {
    vi.stubEnv('PATH', server.pathWith(setting))
    await expect(connectEngine(address(remote))).rejects.toMatchObject(error)
  })
})
