import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { peaProgram } from '@peaflow/pea'
import { pingPea } from '@peaflow/protocol'
import { onTestFinished } from 'vitest'
import { directory } from '../../packages/engine/test/flows.ts'
import type { Machine } from './machine.ts'

/** The host of an external Pea: another machine, or this one. */
export type Host = Pick<Machine, 'address' | 'spawn'>

/** This machine as the host of external Peas. */
export const HERE: Host = {
  address: '127.0.0.1',
  spawn: (program, args, options = {}) => spawn(program, args, options),
}

/** Starts the external Peas of a plan by hand, each on its machine, until the test ends. Returns them by id. */
export async function startRemotePeas(plan: FlowPlan, hosts: readonly Host[]): Promise<Map<string, ChildProcess>> {
  const external = plan.peas.filter((pea) => pea.external === true)
  const started = external.map(async (pea): Promise<[string, ChildProcess]> => {
    const host = hosts.find(({ address }) => address === (pea.host ?? HERE.address))
    if (host === undefined) throw new Error(`${pea.id} is not on a machine of the test`)
    return [pea.id, await startRemotePea(pea, host)]
  })
  return new Map(await Promise.all(started))
}

/** Starts one Pea by hand as its plan says, until the test ends. Resolves once it answers. */
export async function startRemotePea(pea: PeaPlan, { address, spawn }: Host): Promise<ChildProcess> {
  const { pod, replicaId, uses, control } = pea
  const args = ['--external', '--name', pod, '--replica-id', String(replicaId), '--uses', String(uses)]
  const rest = ['--with', JSON.stringify(pea.with), '--control', `0.0.0.0:${control.port}`]
  const stdio = ['ignore', 'inherit', 'inherit'] as const
  const child = spawn(process.execPath, [peaProgram, ...args, ...rest], { cwd: directory, stdio: [...stdio] })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await pingPea({ host: address, port: control.port, timeout: 60_000 })
  return child
}
