import { join } from 'node:path'
import type { Machine } from '../../../../test/machines/machine.ts'
import { LABELS } from '../../src/container/labels.ts'
import { type Daemon, openDaemon } from '../docker/daemon.ts'

/** The Engine of another machine, which wants certificates of an authority. */
export interface FarEngine extends Daemon {
  readonly machine: Machine
  /** `tcp://address:2376` */
  readonly far: string
}

/** Starts an Engine on a machine; `server` is the folder of its certificates. */
export async function openFarEngine(machine: Machine, server: string): Promise<FarEngine> {
  const far = `tcp://${machine.address}:2376`
  const tls = [
    '--tlsverify',
    ...file('cacert', server, 'ca'),
    ...file('cert', server, 'cert'),
    ...file('key', server, 'key'),
  ]
  const daemon = await openDaemon({ machine, flags: ['--host', far, ...tls] })
  return { ...daemon, machine, far }
}

/** The names of all containers of ours on an Engine. */
export async function containersOn({ engine }: Daemon): Promise<readonly string[]> {
  const list = await engine.listContainers({ all: true, filters: { label: [LABELS.owner] } })
  return list.map(({ Names }) => Names[0] ?? '')
}

function file(flag: string, folder: string, name: string): readonly string[] {
  return [`--tls${flag}`, join(folder, `${name}.pem`)]
}
