import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Machine } from '../../../../test/machines/machine.ts'
import { type Network, openNetwork } from '../../../../test/machines/network.ts'
import { type Authority, openAuthority } from './certificates.ts'
import { openRemoteEngine, type RemoteEngine } from './remote-engine.ts'

/** Other machines with Docker Engines, and certificates with which this machine may use them. */
export interface RemoteEngines {
  readonly network: Network
  readonly authority: Authority
  /** The folder of this machine's own certificates. */
  readonly client: string
  readonly engines: readonly RemoteEngine[]
  close(): Promise<void>
}

/** Opens a network of two machines; `count` of them have an Engine. */
export async function openRemoteEngines(count: 1 | 2): Promise<RemoteEngines> {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-remote-'))
  const network = openNetwork()
  const authority = openAuthority(join(folder, 'certificates'))
  const client = authority.issue('client')
  const open = (machine: Machine) =>
    openRemoteEngine(machine, authority.issue(machine.name, { address: machine.address }))
  const engines = await Promise.all(network.machines.slice(0, count).map(open))
  return {
    network,
    authority,
    client,
    engines,
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()))
      rmSync(folder, { recursive: true })
      network.close()
    },
  }
}
