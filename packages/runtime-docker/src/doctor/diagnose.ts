import { isFlowError } from '@peaflow/core'
import { connectEngine, type Engine } from '../engine/connect.ts'
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
   * An image with Node, to try the way from a container to this machine.
   *
   * @defaultValue the Pea image
   */
  readonly image?: string | undefined
}

/** The first Engine that knows `host-gateway`. */
const OLDEST_ENGINE = '20.10'

/** Finds out whether this machine can run Pods in containers, and what is missing. Never rejects. */
export async function diagnose(options: DiagnoseOptions = {}): Promise<readonly DockerFinding[]> {
  const { listenAt = '127.0.0.1', dockerHost, image = PEA_IMAGE } = options
  try {
    const engine = await connectEngine(dockerHost)
    const version = await checkVersion(engine)
    const present = await checkImage(engine, image)
    if (present.state !== 'ok') return [version, present]
    return [version, present, explainPath(await tryHostPath({ engine, image, listenAt }), listenAt)]
  } catch (caught) {
    const hint = isFlowError(caught) ? caught.hint : undefined
    return [{ name: 'docker', state: 'limited', detail: messageOf(caught), hint }]
  }
}

async function checkVersion(engine: Engine): Promise<DockerFinding> {
  const { Version, ApiVersion } = await engine.version()
  const found = { name: 'docker', detail: `Engine ${Version}, API ${ApiVersion}` }
  const isOld = Number.parseFloat(Version) < Number.parseFloat(OLDEST_ENGINE)
  return isOld
    ? { ...found, state: 'limited', hint: `Install Engine ${OLDEST_ENGINE} or later` }
    : { ...found, state: 'ok' }
}

async function checkImage(engine: Engine, image: string): Promise<DockerFinding> {
  try {
    const { Size } = await engine.getImage(image).inspect()
    return { name: 'image', state: 'ok', detail: `${image}, ${Math.round(Size / 1_000_000)} MB` }
  } catch (error) {
    if (!isMissing(error)) throw error
    return { name: 'image', state: 'limited', detail: `${image} is not on this machine`, hint: 'peaflow image build' }
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

function hintOfFirewall(drops: readonly string[] | undefined): string {
  const mend = 'sudo iptables -I INPUT -i docker0 -p tcp -j ACCEPT (with ufw: sudo ufw allow in on docker0)'
  if (drops === undefined) return `A firewall may block it; sudo peaflow doctor says which rule. ${mend}`
  if (drops.length === 0) return `A firewall may block it, though no rule of iptables does. ${mend}`
  return `The firewall drops it: iptables ${drops.join(', iptables ')}. Let it through: ${mend}`
}
