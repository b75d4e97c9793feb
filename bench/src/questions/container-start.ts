import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { PeaSpec } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
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
  const specs = specsOf(count, image)
  const begun = performance.now()
  const handles = await Promise.all(specs.map((spec) => launcher.launch(spec)))
  const took = performance.now() - begun
  await Promise.all(handles.map((handle) => handle.stop({ grace: 0 })))
  return { took }
}

/** Replicas that dial a Flow which never answers: they start all the same. */
function specsOf(replicas: number, image: string): readonly PeaSpec[] {
  const { peas, flow } = buildFlow(new Flow({ name: 'bench' }).add({ name: 'encode', image, replicas }))
  const launch = { flow, flowId: '00112233445566aa', incarnation: 1, directory: tmpdir() }
  return peas.filter(({ role }) => role === 'replica').map((pea) => ({ ...pea, ...launch }))
}
