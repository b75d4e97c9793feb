import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { peaProgram } from '@peaflow/pea'
import { pingPea } from '@peaflow/protocol'
import { onTestFinished } from 'vitest'
import { directory } from '../../packages/engine/test/flows.ts'
import type { Machine } from './machine.ts'

/** Where an external Pea runs: on another machine, or on this one. */
export type Place = Pick<Machine, 'address' | 'spawn'>

/** This machine as a place for external Peas. */
export const HERE: Place = {
  address: '127.0.0.1',
  spawn: (program, args, options = {}) => spawn(program, args, options),
}

/** The external Peas of a plan, each started by hand on its machine, by id; they end with the test. */
export async function startFarPeas(plan: FlowPlan, places: readonly Place[]): Promise<Map<string, ChildProcess>> {
  const external = plan.peas.filter((pea) => pea.external === true)
  const started = external.map(async (pea): Promise<[string, ChildProcess]> => {
    const place = places.find(({ address }) => address === (pea.host ?? HERE.address))
    if (place === undefined) throw new Error(`${pea.id} is on no machine of the test`)
    return [pea.id, await startFarPea(pea, place)]
  })
  return new Map(await Promise.all(started))
}

/** One Pea, started by hand as its plan says, once it answers; it ends with the test. */
export async function startFarPea(pea: PeaPlan, { address, spawn }: Place): Promise<ChildProcess> {
  const { pod, replicaId, uses, control } = pea
  const args = ['--external', '--name', pod, '--replica-id', String(replicaId), '--uses', String(uses)]
  const told = ['--with', JSON.stringify(pea.with), '--control', `0.0.0.0:${control.port}`]
  const stdio = ['ignore', 'inherit', 'inherit'] as const
  const child = spawn(process.execPath, [peaProgram, ...args, ...told], { cwd: directory, stdio: [...stdio] })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await pingPea({ host: address, port: control.port, timeout: 60_000 })
  return child
}
