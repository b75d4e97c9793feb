import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FlowPlan, type PeaPlan, toPeaArgs, toPeaInput } from '@peaflow/core'
import { peaProgram } from '@peaflow/pea'
import { KEY_FILE, pingPea, podClientKeys, readPodKey } from '@peaflow/protocol'
import { onTestFinished } from 'vitest'
import { directory } from '../../packages/engine/test/flows.ts'
import { useKey } from './key.ts'
import type { Machine } from './machine.ts'

/** The host of an external Pea: another machine, or this one. */
export type Host = Pick<Machine, 'address' | 'spawn'>

/** This machine as the host of external Peas. */
export const HERE: Host = {
  address: '127.0.0.1',
  spawn: (program, args, options = {}) => spawn(program, args, options),
}

/** Starts the external Peas of a plan by hand, each on its machine and with a key, until the test ends. Returns them by id. */
export async function startRemotePeas(plan: FlowPlan, hosts: readonly Host[]): Promise<Map<string, ChildProcess>> {
  useKey()
  const external = plan.peas.filter((pea) => pea.external === true)
  const started = external.map(async (pea): Promise<[string, ChildProcess]> => {
    const host = hosts.find(({ address }) => address === (pea.host ?? HERE.address))
    if (host === undefined) throw new Error(`${pea.id} is not on a machine of the test`)
    return [pea.id, await startRemotePea(plan, pea, host)]
  })
  return new Map(await Promise.all(started))
}

/** Starts one Pea by hand as its plan says, until the test ends. Resolves once it answers. */
async function startRemotePea(
  { flow, options }: FlowPlan,
  pea: PeaPlan,
  { address, spawn }: Host,
): Promise<ChildProcess> {
  const { security } = options
  const control = { ...pea.control, host: '0.0.0.0' }
  const spec = { ...pea, control, security, flow, flowId: '0'.repeat(16), incarnation: 1, directory }
  const stdio = ['pipe', 'inherit', 'inherit'] as const
  const child = spawn(process.execPath, [peaProgram, ...toPeaArgs(spec)], { cwd: directory, stdio: [...stdio] })
  child.stdin?.write(toPeaInput(spec))
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const key = Buffer.from(readPodKey(process.env[KEY_FILE] ?? '', pea.pod), 'hex')
  const curve = security === 'none' ? undefined : podClientKeys(key)
  await pingPea({ host: address, port: control.port, timeout: 60_000, curve })
  return child
}
