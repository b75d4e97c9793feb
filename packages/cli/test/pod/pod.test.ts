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

const far = (options = '', name = 'far') =>
  `${name}: { uses: ${executor('echo')}, external: true, host: 127.0.0.1${options} }`

/** Stops a Pod as its user does. */
async function interrupt({ child, ended }: RunningCommand): Promise<void> {
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, stderr: '' })
}

/** What `--json` says once the Pod is ready. */
async function portsOf({ child, says }: RunningCommand): Promise<Record<string, number>> {
  const [line] = await Promise.all([once(child.stdout, 'data'), says('"ready":true')])
  const { portIn, portOut, portControl } = JSON.parse(String(line))
  return { portIn, portOut, portControl }
}

it('runs a Pod that a Flow of the same file finds, until it is interrupted', { timeout: 60_000 }, async () => {
  using flow = writeFlowFile('near: {}', far(', replicas: 2'))
  const pod = startCommand(['pod', flow.file, 'far'])
  await pod.says(
    /far is ready: 2 Peas at 127.0.0.1; .C stops it\nFlows find it by this part of their file:\npods:\n {2}far:\n/,
  )
  const { code, stdout } = await runCommand(['run', flow.file, '--batch', '1'], toNdjson([{ id: 'a' }, { id: 'b' }]))
  expect([code, fromNdjson(stdout)]).toEqual([0, [{ id: 'a' }, { id: 'b' }]])
  await interrupt(pod)
})

it('prints ports that no other Pod gets, by which other files find it', { timeout: 60_000 }, async () => {
  using part = writeFlowFile(far())
  using other = writeFlowFile(far('', 'other'))
  const first = startCommand(['pod', part.file, 'far', '--json'])
  const ports = await portsOf(first)
  const second = startCommand(['pod', other.file, 'other', '--json'])
  const others = await portsOf(second)
  expect(new Set([...Object.values(ports), ...Object.values(others)]).size).toBe(6)
  const told = (one: Record<string, number>) =>
    `, port_in: ${one.portIn}, port_out: ${one.portOut}, port_control: ${one.portControl}`
  using flow = writeFlowFile('near: {}', far(told(ports)), 'between: {}', far(told(others), 'other'))
  const { code, stdout } = await runCommand(['run', flow.file], toNdjson([{ id: 'a' }]))
  expect([code, fromNdjson(stdout)]).toEqual([0, [{ id: 'a' }]])
  await Promise.all([interrupt(first), interrupt(second)])
})

const mistakes: [what: string, pods: string[], args: string[], error: RegExp][] = [
  [
    'another name',
    [far()],
    ['fra'],
    /error: "fra" is no Pod of .*flow.yml \[CONFIG_POD\]\n {2}hint: Did you mean far\?/,
  ],
  ['no external Pod', ['near: {}', far()], ['near'], /error: "near" is not external: .* \[CONFIG_POD\]/],
  [
    'another host',
    [far()],
    ['far', '--host', 'elsewhere'],
    /error: elsewhere is none of the hosts of "far": .*POD_HOST/,
  ],
  [
    'hosts of which none is this machine',
    [`far: { external: true, host: [192.0.2.77, 192.0.2.78], replicas: 2 }`],
    ['far'],
    /error: none of the hosts of "far" is this machine: 192.0.2.77, 192.0.2.78 .*POD_HOST/,
  ],
]

it.each(mistakes)('says what is wrong with %s', { timeout: 60_000 }, async (_what, pods, args, error) => {
  using flow = writeFlowFile(...pods)
  const { code, stderr } = await runCommand(['pod', flow.file, ...args])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(error) })
})

it('says which port is taken', { timeout: 60_000 }, async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  using flow = writeFlowFile(far(`, port_in: ${port}`))
  const { code, stderr } = await runCommand(['pod', flow.file, 'far'])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`port ${port} of 127.0.0.1 is taken`) })
})
