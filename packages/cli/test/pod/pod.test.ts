import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import {
  executor,
  fromNdjson,
  type RunningCommand,
  runCommand,
  startCommand,
  toNdjson,
  writeFlowFile,
} from '../process.ts'

const external = (options = '', name = 'remote') =>
  `${name}: { uses: ${executor('echo')}, external: true, host: 127.0.0.1${options} }`

/** Stops a Pod with ^C. */
async function interrupt({ child, ended }: RunningCommand): Promise<void> {
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, stderr: '' })
}

/** The ports in the line that `--json` prints once the Pod is ready. */
async function portsOf({ says }: RunningCommand): Promise<Record<string, number>> {
  const output = await says(/"ready":true.*\n/)
  const line = output.split('\n').find((one) => one.includes('"ready":true'))
  const { portIn, portOut, portControl } = JSON.parse(line ?? '')
  return { portIn, portOut, portControl }
}

it('runs a Pod that a Flow of the same file finds, until it is interrupted', async () => {
  using flow = writeFlowFile('local: {}', external(', replicas: 2'))
  const pod = startCommand(['pod', flow.file, 'remote'])
  await pod.says(
    /remote is ready: 2 Peas at 127.0.0.1; .C stops it\nFlows find it with this in their flow file:\npods:\n {2}remote:\n/,
  )
  const { code, stdout } = await runCommand(['run', flow.file, '--batch', '1'], toNdjson([{ id: 'a' }, { id: 'b' }]))
  expect([code, fromNdjson(stdout)]).toEqual([0, [{ id: 'a' }, { id: 'b' }]])
  await interrupt(pod)
})

it('prints ports that no other Pod gets, at which other files find it', async () => {
  using own = writeFlowFile(external())
  using other = writeFlowFile(external('', 'other'))
  const first = startCommand(['pod', own.file, 'remote', '--json'])
  const ports = await portsOf(first)
  const second = startCommand(['pod', other.file, 'other', '--json'])
  const others = await portsOf(second)
  expect(new Set([...Object.values(ports), ...Object.values(others)]).size).toBe(6)
  const portOptions = (one: Record<string, number>) =>
    `, port_in: ${one.portIn}, port_out: ${one.portOut}, port_control: ${one.portControl}`
  using flow = writeFlowFile(
    'local: {}',
    external(portOptions(ports)),
    'between: {}',
    external(portOptions(others), 'other'),
  )
  const { code, stdout } = await runCommand(['run', flow.file], toNdjson([{ id: 'a' }]))
  expect([code, fromNdjson(stdout)]).toEqual([0, [{ id: 'a' }]])
  await Promise.all([interrupt(first), interrupt(second)])
})

const mistakes: [what: string, pods: string[], args: string[], error: RegExp][] = [
  [
    'another name',
    [external()],
    ['remtoe'],
    /error: "remtoe" is not a Pod of .*flow.yml \[CONFIG_POD\]\n {2}hint: Did you mean remote\?/,
  ],
  ['no external Pod', ['local: {}', external()], ['local'], /error: "local" is not external: .* \[CONFIG_POD\]/],
  [
    'another host',
    [external()],
    ['remote', '--host', 'elsewhere'],
    /error: elsewhere is not one of the hosts of "remote": .*POD_HOST/,
  ],
  [
    'hosts of which none is this machine',
    [`remote: { external: true, host: [192.0.2.77, 192.0.2.78], replicas: 2 }`],
    ['remote'],
    /error: none of the hosts of "remote" is this machine: 192.0.2.77, 192.0.2.78 .*POD_HOST/,
  ],
]

it.each(mistakes)('rejects %s', async (_what, pods, args, error) => {
  using flow = writeFlowFile(...pods)
  const { code, stderr } = await runCommand(['pod', flow.file, ...args])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(error) })
})

it('reports a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  using flow = writeFlowFile(external(`, port_in: ${port}`))
  const { code, stderr } = await runCommand(['pod', flow.file, 'remote'])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`port ${port} of 127.0.0.1 is taken`) })
})
