import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  executor,
  fromNdjson,
  type RunningCommand,
  runCommand,
  startCommand,
  toNdjson,
  writeFlowFile,
} from '../../packages/cli/test/process.ts'
import { describeMachines } from './describe.ts'
import { useKey } from './key.ts'
import type { Machine } from './machine.ts'
import { type Network, openNetwork } from './network.ts'
import { startUnknownPeer } from './unknown-peers.ts'

describeMachines('the command line between machines', () => {
  let network: Network
  let one: Machine
  let two: Machine

  beforeAll(() => {
    network = openNetwork()
    one = network.machines[0]
    two = network.machines[1]
  })
  afterAll(() => network.close())

  const documents = Array.from({ length: 200 }, (_, number) => ({ id: String(number) }))
  const uses = executor('echo')

  const startPod = async (machine: Machine, args: readonly string[]): Promise<RunningCommand> => {
    const pod = startCommand(['pod', ...args], machine)
    await pod.says('is ready')
    return pod
  }

  const interrupt = async ({ child, ended }: RunningCommand) => {
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stderr: '' })
  }

  const expectToRun = async (file: string) => {
    const { code, stdout, stderr } = await runCommand(['run', file, '--batch', '5'], toNdjson(documents))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(fromNdjson(stdout)).toEqual(documents)
  }

  describe('peaflow pod', () => {
    it('runs on each host the replicas that the file says, with nothing to copy', { timeout: 600_000 }, async () => {
      useKey()
      const far = `far: { uses: ${uses}, external: true, host: [${one.address}, ${two.address}], replicas: 4 }`
      using flow = writeFlowFile('near: {}', far, 'last: {}')
      const pods = await Promise.all([startPod(one, [flow.file, 'far']), startPod(two, [flow.file, 'far'])])
      await Promise.all([pods[0].says(`2 Peas at ${one.address}`), pods[1].says(`2 Peas at ${two.address}`)])
      await expectToRun(flow.file)
      await Promise.all(pods.map(interrupt))
    })

    it('prints the same ports on every host, for the file of a Flow', { timeout: 600_000 }, async () => {
      useKey()
      const far = `uses: ${uses}, external: true, host: [${one.address}, ${two.address}], replicas: 3`
      using part = writeFlowFile(`far: { ${far} }`)
      const pods = [one, two].map((machine) => startCommand(['pod', part.file, 'far'], machine))
      const ports = 'port_in: 20000\n    port_out: 20002\n    port_control: 20004\n'
      await Promise.all(pods.map((pod) => pod.says(ports)))
      using flow = writeFlowFile('near: {}', `far: { ${far}, ${ports.trim().replaceAll('\n', ',')} }`, 'last: {}')
      await expectToRun(flow.file)
      await Promise.all(pods.map(interrupt))
    })

    it('opens its ports at its host, and nowhere else', { timeout: 600_000 }, async () => {
      useKey()
      using flow = writeFlowFile(`far: { uses: ${uses}, external: true, host: ${one.address}, port_control: 5000 }`)
      const pod = await startPod(one, [flow.file, 'far'])
      const up = startCommand(['up', flow.file])
      await up.says('is ready')
      const listening = one.spawn('cat', ['/proc/net/tcp'], { stdio: ['ignore', 'pipe', 'inherit'] })
      let table = ''
      for await (const text of listening.stdout ?? []) table += text
      const hosts = [...table.matchAll(/: ([0-9A-F]{8}):[0-9A-F]{4} 00000000:0000 0A/g)].map((match) => match[1])
      const bytes = one.address.split('.').map((byte) => Number(byte).toString(16).toUpperCase().padStart(2, '0'))
      expect(new Set(hosts)).toEqual(new Set([bytes.toReversed().join('')]))
      await interrupt(up)
      await interrupt(pod)
    })

    it('serves the next Flow at once when one is killed', { timeout: 600_000 }, async () => {
      useKey()
      using flow = writeFlowFile('near: {}', `far: { uses: ${uses}, external: true, host: ${one.address} }`)
      const pod = await startPod(one, [flow.file, 'far'])
      const up = startCommand(['up', flow.file])
      await up.says('is ready')
      up.child.kill('SIGKILL')
      await up.ended
      await expectToRun(flow.file)
      await interrupt(pod)
    })
  })

  describe('peaflow ping', () => {
    const pingOf = async (host: string, port: number, ...args: string[]) => {
      const { code, stdout, stderr } = await runCommand(['ping', host, String(port), ...args])
      return { code, said: stdout + stderr }
    }

    it('says how a Pea on another machine is', async () => {
      using flow = writeFlowFile(`far: { uses: ${uses}, external: true, host: ${one.address}, port_control: 5000 }`)
      const { podKey } = useKey()
      const pod = await startPod(one, [flow.file, 'far'])
      expect(await pingOf(one.address, 5_000, '--key', podKey('far'))).toEqual({
        code: 0,
        said: expect.stringMatching(
          /^far\/0 of no Flow is ready: 0 requests answered, 0 held, up for \d+ s \(.* ms\)\n$/,
        ),
      })
      await interrupt(pod)
    })

    it.each([
      ['a web server', /no Pea answers at tcp:.* within 3 s: what listens there is not a Pea \[LAUNCH_PING\]/],
      [
        'an unresponsive one',
        /no Pea answers at tcp:.* within 3 s: what listens there does not respond \[LAUNCH_PING\]/,
      ],
      ['a Pea of another version', /the Pea at tcp:.* speaks version \d+ of the protocol, not 2 \[LAUNCH_PROTOCOL\]/],
    ] as const)('says that there is %s', async (who, said) => {
      const port = await startUnknownPeer(one, who)
      expect(await pingOf(one.address, port)).toEqual({ code: 1, said: expect.stringMatching(said) })
    })

    it('says that nothing listens there, or that the machine is away', async () => {
      const nothing = await pingOf(one.address, 1)
      expect(nothing).toEqual({ code: 1, said: expect.stringContaining('nothing listens there [LAUNCH_PING]') })
      one.cut()
      const away = await pingOf(one.address, 1)
      one.heal()
      expect(away).toEqual({ code: 1, said: expect.stringContaining('that machine cannot be reached [LAUNCH_PING]') })
    })
  })
})
