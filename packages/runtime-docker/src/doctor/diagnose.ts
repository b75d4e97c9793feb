import { isFlowError } from '@peaflow/core'
import { machineNameOf } from '../address/machine.ts'
import { type Connection, type Engine, withEngine } from '../engine/connect.ts'
import { isMissing, messageOf } from '../engine/failure.ts'
import { PEA_IMAGE } from '../image/pea-image.ts'
import type { DockerFinding } from './docker-finding.ts'
import { explainPath, explainRemotePath } from './explain-path.ts'
import { tryHostPath } from './host-path.ts'

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /**
   * The address of this machine on which its Peas listen for containers: `bridgeGateway()` of `@peaflow/pea`.
   *
   * @defaultValue 127.0.0.1, which containers of Docker Desktop reach
   */
  readonly listenAt?: string | undefined
  /**
   * The Engine's address.
   *
   * @defaultValue the Engine of the `docker` command
   */
  readonly dockerHost?: string | undefined
  /**
   * For the Engine of another machine: finds the address by which that machine reaches this one.
   *
   * @defaultValue the connection from its containers to this machine is not tried
   */
  readonly findHostname?: ((machine: string) => Promise<string | undefined>) | undefined
  /**
   * An image with Node, for the container that tries to reach this machine.
   *
   * @defaultValue the Pea image
   */
  readonly image?: string | undefined
}

/** Checks whether this machine can run Pods in containers, and what is missing. Never rejects. */
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
  const isRemote = location.address.kind !== 'socket'
  const where = isRemote ? ` on ${machineNameOf(location)}` : ''
  const version = { name: 'docker', state: 'ok', detail: `Engine ${Version}, API ${ApiVersion}${where}` } as const
  const present = await checkImage(engine, image, where)
  if (present.state !== 'ok') return [version, present]
  if (!isRemote) return [version, present, explainPath(await tryHostPath({ engine, image, listenAt }), listenAt)]
  const hostname = await findHostname?.(machineNameOf(location))
  if (hostname === undefined) return [version, present]
  const path = await tryHostPath({ engine, image, listenAt: hostname, dial: hostname })
  return [version, present, explainRemotePath(path, where)]
}

async function checkImage(engine: Engine, image: string, where: string): Promise<DockerFinding> {
  try {
    const { Size } = await engine.getImage(image).inspect()
    return { name: 'image', state: 'ok', detail: `${image}, ${Math.round(Size / 1_000_000)} MB${where}` }
  } catch (error) {
    if (!isMissing(error)) throw error
    const detail = `${image} is not ${where === '' ? 'on this machine' : where.trim()}`
    const hint = where === '' ? 'peaflow image build' : 'Peaflow sends it when a Pod needs it, if this machine has it'
    return { name: 'image', state: 'limited', detail, hint }
  }
}
