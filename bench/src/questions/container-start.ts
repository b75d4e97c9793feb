import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { PeaSpec } from '@peaflow/core'
import { buildPeaImage, dockerLauncher } from '@peaflow/runtime-docker'
import Docker from 'dockerode'
import { takeTurns } from '../measure/turns.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const FLOOR = 'bare script'

/** Starts so many containers of an image, and is told how long that took; then it removes them. */
type Start = (count: number, image: string) => Promise<{ readonly took: number; readonly [field: string]: number }>

const CONTESTANTS: Readonly<Record<string, Start>> = { [FLOOR]: startBare, Peaflow: startPeas }

/** What does a launch cost beyond the Engine's own create and start? */
export async function containerStart({ rounds, quick }: Settings): Promise<Table> {
  const count = quick ? 1 : 8
  const title = `Container start: until ${count} containers of one image run, created and started in parallel`
  const columns = ['contestant', 'ms', 'of the floor']
  if (spawnSync('docker', ['info']).status !== 0) {
    return { title, columns, rows: [], notes: ['Not measured: no Docker on this machine.'] }
  }
  const cli = dirname(createRequire(import.meta.url).resolve('@peaflow/cli/package.json'))
  const { tag } = await buildPeaImage({ cli })
  const turns = Object.entries(CONTESTANTS).map(([name, start]) => ({ name, measure: () => start(count, tag) }))
  const started = await takeTurns(turns, rounds)
  const floor = started.get(FLOOR)?.took ?? Number.NaN
  return { title, columns, rows: [...started].map(([name, { took }]) => [name, took, took / floor]) }
}

async function startBare(count: number, Image: string): ReturnType<Start> {
  const engine = new Docker()
  const begun = performance.now()
  const containers = await Promise.all(
    Array.from({ length: count }, async () => {
      const container = await engine.createContainer({ Image, OpenStdin: true, Cmd: ['--name', 'bare'] })
      await container.start()
      return container
    }),
  )
  const took = performance.now() - begun
  await Promise.all(containers.map((container) => container.remove({ force: true })))
  return { took }
}

async function startPeas(count: number, image: string): ReturnType<Start> {
  const launcher = dockerLauncher()
  const begun = performance.now()
  const handles = await Promise.all(
    Array.from({ length: count }, (_, replicaId) => launcher.launch(specOf(replicaId, image))),
  )
  const took = performance.now() - begun
  await Promise.all(handles.map((handle) => handle.stop({ grace: 0 })))
  return { took }
}

/** A replica that dials a Flow which never answers: it starts all the same. */
function specOf(replicaId: number, image: string): PeaSpec {
  return {
    id: `encode/${replicaId}`,
    pod: 'encode',
    role: 'replica',
    replicaId,
    replicas: 8,
    runtime: 'docker',
    image,
    host: null,
    expects: 1,
    uses: '_pass',
    with: {},
    concurrency: 1,
    timeoutReady: 30_000,
    restart: { policy: 'never', max: 0, window: 1 },
    inputs: [],
    outputs: [],
    control: { mode: 'CONNECT', host: 'host.docker.internal', port: 20_000 },
    flow: 'bench',
    flowId: '00112233445566aa',
    incarnation: 1,
    directory: tmpdir(),
  }
}
