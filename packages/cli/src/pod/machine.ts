import { networkInterfaces } from 'node:os'
import { FlowError, machineOf, type PeaPlan, WILDCARD_HOST } from '@peaflow/core'
import { resolveName } from '../flow-file/hostname.ts'
import type { MachineOptions } from './options.ts'

/** This machine, as one of the hosts of a Pod. */
export interface Machine {
  /** Its name in the flow file; null for the machine of the Flow. */
  readonly host: string | null
  /** The address on which ports are opened. */
  readonly bind: string
}

/**
 * Finds out which of the hosts of external Peas this machine is. It is taken to be the only one, if there is only one.
 *
 * @throws FlowError `CONFIG_POD_HOST` if it is none of several, or the host that was asked for is not one of them.
 */
export async function findMachine(peas: readonly PeaPlan[], { host: asked, bind }: MachineOptions): Promise<Machine> {
  const hosts = [...new Set(peas.map(({ host }) => machineOf({ host })))]
  const candidates = await Promise.all(hosts.map(async (host) => ({ host, address: await ownAddress(host) })))
  const wanted = asked === undefined ? undefined : machineOf({ host: asked })
  const [only] = candidates
  const found =
    wanted === undefined && candidates.length > 1
      ? candidates.find(({ address }) => address !== undefined)
      : candidates.find(({ host }) => wanted === undefined || host === wanted)
  if (found === undefined || only === undefined) throw noSuchHost(peas, { hosts, asked })
  return { host: found.host, bind: bind ?? found.address ?? WILDCARD_HOST }
}

/** The address of this machine that a host stands for; `undefined` if it is another machine, or a loopback address. */
async function ownAddress(host: string | null): Promise<string | undefined> {
  if (host === null) return '127.0.0.1'
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const addresses = await resolveName(host)
  return own.find(({ address, internal }) => !internal && addresses.includes(address))?.address
}

function noSuchHost(
  [pea]: readonly PeaPlan[],
  { hosts, asked }: { readonly hosts: readonly (string | null)[]; readonly asked: string | undefined },
): FlowError {
  const names = hosts.map((host) => host ?? 'the machine of the Flow').join(', ')
  const message =
    asked === undefined
      ? `none of the hosts of "${pea?.pod}" is this machine: ${names}`
      : `${asked} is not one of the hosts of "${pea?.pod}": ${names}`
  return new FlowError('CONFIG_POD_HOST', message, { hint: 'Name the host that this machine is, with --host' })
}
