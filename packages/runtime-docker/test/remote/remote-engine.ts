import { join } from 'node:path'
import type { Machine } from '../../../../test/machines/machine.ts'
import { LABELS } from '../../src/labels/labels.ts'
import { type Daemon, openDaemon } from '../docker/daemon.ts'

/** The Engine of another machine, which requires client certificates. */
export interface RemoteEngine extends Daemon {
  readonly machine: Machine
  /** `tcp://address:2376` */
  readonly tcpAddress: string
}

/** Starts an Engine on a machine; `server` is the folder of the Engine's certificates. */
export async function openRemoteEngine(machine: Machine, server: string): Promise<RemoteEngine> {
  const tcpAddress = `tcp://${machine.address}:2376`
  const tls = [
    '--tlsverify',
    ...file('cacert', server, 'ca'),
    ...file('cert', server, 'cert'),
    ...file('key', server, 'key'),
  ]
  const daemon = await openDaemon({ machine, flags: ['--host', tcpAddress, ...tls] })
  return { ...daemon, machine, tcpAddress }
}

/** The names of all of Peaflow's containers on an Engine. */
export async function containersOn({ engine }: Daemon): Promise<readonly string[]> {
  const list = await engine.listContainers({ all: true, filters: { label: [LABELS.owner] } })
  return list.map(({ Names }) => Names[0] ?? '')
}

function file(flag: string, folder: string, name: string): readonly string[] {
  return [`--tls${flag}`, join(folder, `${name}.pem`)]
}
