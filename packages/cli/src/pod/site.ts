import { networkInterfaces } from 'node:os'
import { FlowError, machineOf, type PeaPlan, WILDCARD_HOST } from '@peaflow/core'
import { resolveName } from '../flow-file/hostname.ts'

/** What is known of a machine that Pods name as their host. */
export interface Site {
  /** As the flow file names it; null for the machine of the Flow. */
  readonly host: string | null
  /** Where ports are opened. */
  readonly bind: string
}

/** What somebody says of this machine on the command line. */
export interface SiteOptions {
  readonly host?: string | undefined
  readonly bind?: string | undefined
}

/**
 * Which of the hosts of some external Peas this machine is. With one host there is no question.
 *
 * @throws FlowError `CONFIG_POD_HOST` if it is none of several, or of those not the one that was asked for.
 */
export async function findSite(peas: readonly PeaPlan[], { host: asked, bind }: SiteOptions): Promise<Site> {
  const hosts = [...new Set(peas.map(({ host }) => machineOf({ host })))]
  const places = await Promise.all(hosts.map(async (host) => ({ host, address: await ownAddress(host) })))
  const wanted = asked === undefined ? undefined : machineOf({ host: asked })
  const [only] = places
  const found =
    wanted === undefined && places.length > 1
      ? places.find(({ address }) => address !== undefined)
      : places.find(({ host }) => wanted === undefined || host === wanted)
  if (found === undefined || only === undefined) throw noSuchHost(peas, { hosts, asked })
  return { host: found.host, bind: bind ?? found.address ?? WILDCARD_HOST }
}

/** The address of this machine that a host stands for; nothing if it is another machine, or only this one knows it so. */
async function ownAddress(host: string | null): Promise<string | undefined> {
  if (host === null) return '127.0.0.1'
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
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
      : `${asked} is none of the hosts of "${pea?.pod}": ${names}`
  return new FlowError('CONFIG_POD_HOST', message, { hint: 'Say which of them this machine is, with --host' })
}
