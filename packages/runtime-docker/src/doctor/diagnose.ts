import { isFlowError } from '@peaflow/core'
import { placeOf } from '../address/place.ts'
import { type Connection, type Engine, withEngine } from '../engine/connect.ts'
import { isMissing, messageOf } from '../engine/problem.ts'
import { PEA_IMAGE } from '../image/pea-image.ts'
import type { DockerFinding } from './finding.ts'
import { type HostPath, tryHostPath } from './host-path.ts'

/** What to look at. */
export interface DiagnoseOptions {
  /**
   * The address of this machine at which its Peas listen for containers: `bridgeGateway()` of `@peaflow/pea`.
   *
   * @defaultValue 127.0.0.1, to which Docker Desktop leads containers
   */
  readonly listenAt?: string | undefined
  /**
   * The Engine's address.
   *
   * @defaultValue that of the `docker` command
   */
  readonly dockerHost?: string | undefined
  /**
   * Finds the address by which another machine, whose Engine it is, reaches this one.
   *
   * @defaultValue the way from its containers to this machine is not tried
   */
  readonly findHostname?: ((machine: string) => Promise<string | undefined>) | undefined
  /**
   * An image with Node, to try the way from a container to this machine.
   *
   * @defaultValue the Pea image
   */
  readonly image?: string | undefined
}

/** Finds out whether this machine can run Pods in containers, and what is missing. Never rejects. */
export async function diagnose(options: DiagnoseOptions = {}): Promise<readonly DockerFinding[]> {
  try {
    return await withEngine(options.dockerHost, (connection) => examine(connection, options))
  } catch (caught) {
    const hint = isFlowError(caught) ? caught.hint : undefined
    return [{ name: 'docker', state: 'limited', detail: messageOf(caught), hint }]
  }
}

async function examine(connection: Connection, options: DiagnoseOptions): Promise<readonly DockerFinding[]> {
  const { listenAt = '127.0.0.1', image = PEA_IMAGE, findHostname } = options
  const { engine, location } = connection
  const { Version, ApiVersion } = await engine.version()
  const isFar = location.address.kind !== 'socket'
  const place = isFar ? ` on ${placeOf(location)}` : ''
  const version = { name: 'docker', state: 'ok', detail: `Engine ${Version}, API ${ApiVersion}${place}` } as const
  const present = await checkImage(engine, image, place)
  if (present.state !== 'ok') return [version, present]
  if (!isFar) return [version, present, explainPath(await tryHostPath({ engine, image, listenAt }), listenAt)]
  const hostname = await findHostname?.(placeOf(location))
  if (hostname === undefined) return [version, present]
  return [
    version,
    present,
    explainFarPath(await tryHostPath({ engine, image, listenAt: hostname, dial: hostname }), place),
  ]
}

async function checkImage(engine: Engine, image: string, place: string): Promise<DockerFinding> {
  try {
    const { Size } = await engine.getImage(image).inspect()
    return { name: 'image', state: 'ok', detail: `${image}, ${Math.round(Size / 1_000_000)} MB${place}` }
  } catch (error) {
    if (!isMissing(error)) throw error
    const detail = `${image} is not ${place === '' ? 'on this machine' : place.trim()}`
    const hint = place === '' ? 'peaflow image build' : 'Peaflow sends it there when a Pod needs it, if it is here'
    return { name: 'image', state: 'limited', detail, hint }
  }
}

/** What a try of the way from a container to this machine means, and what mends it. */
export function explainPath({ error, address, drops }: HostPath, listenAt: string): DockerFinding {
  const name = 'container to host'
  if (error === undefined) return { name, state: 'ok', detail: `a container reaches this machine at ${address}` }
  const detail = `a container does not reach this machine at ${address ?? 'host.docker.internal'}: ${error}`
  if (error === 'ECONNREFUSED') {
    const hint = `Containers look for this machine at ${address}, not at ${listenAt}: set PEAFLOW_BRIDGE=${address}`
    return { name, state: 'limited', detail, hint }
  }
  return { name, state: 'limited', detail, hint: hintOfFirewall(drops) }
}

function explainFarPath({ error, address, drops = [] }: HostPath, place: string): DockerFinding {
  const name = 'container to host'
  const way = `this machine at ${address}`
  if (error === undefined) return { name, state: 'ok', detail: `a container${place} reaches ${way}` }
  const rules = drops.length === 0 ? '' : `; the firewall here drops it: iptables ${drops.join(', iptables ')}`
  const hint = `Give the Flow a hostname that leads here from there, and let its ports through${rules}`
  return { name, state: 'limited', detail: `a container${place} does not reach ${way}: ${error}`, hint }
}

function hintOfFirewall(drops: readonly string[] | undefined): string {
  const mend = 'sudo iptables -I INPUT -i docker0 -p tcp -j ACCEPT (with ufw: sudo ufw allow in on docker0)'
  if (drops === undefined) return `A firewall may block it; sudo peaflow doctor says which rule. ${mend}`
  if (drops.length === 0) return `A firewall may block it, though no rule of iptables does. ${mend}`
  return `The firewall drops it: iptables ${drops.join(', iptables ')}. Let it through: ${mend}`
}
