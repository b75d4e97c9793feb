import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { machineOf } from '@peaflow/core'
import type { Flow, FlowFile, FlowProblem } from '@peaflow/flow'
import { exists } from './exists.ts'

/** A Flow, and the folder that its relative paths start from. */
export interface VolumeSource extends Pick<FlowFile, 'positionOf'> {
  readonly flow: Flow
  readonly directory: string
}

/** Warns of volumes whose name is also that of a folder beside the flow file: the Engine makes a new, empty volume. */
export async function findNamedFolders(source: VolumeSource): Promise<readonly FlowProblem[]> {
  return await examine(source, async ({ pod, name, target }) => {
    if (isPath(name) || !(await isFolder(resolve(source.directory, name)))) return undefined
    return {
      message: `"${pod}" mounts the Docker volume "${name}", not the folder ${name} beside the flow file`,
      hint: `To mount the folder, write ./${name}:${target}`,
    }
  })
}

/** Finds paths of this machine that Pods mount and that do not exist. */
export async function findMissingFolders(source: VolumeSource): Promise<readonly FlowProblem[]> {
  return await examine(source, async ({ pod, name }) => {
    if (!isPath(name)) return undefined
    const path = resolve(source.directory, name.replace(/^~(?=$|[\\/])/, homedir()))
    if (await exists(path)) return undefined
    return { message: `"${pod}" mounts ${name}, which does not exist`, hint: `Create ${path}, or correct the path` }
  })
}

interface Mounted {
  readonly pod: string
  /** A path, or the name of a volume. */
  readonly name: string
  readonly target: string
}

type Finding = Pick<FlowProblem, 'message' | 'hint'> | undefined

async function examine(
  { flow, positionOf }: VolumeSource,
  find: (mounted: Mounted) => Promise<Finding>,
): Promise<readonly FlowProblem[]> {
  const mounted = localContainers(flow).flatMap(({ name: pod, options }) =>
    (options.volumes ?? flow.options.volumes ?? []).flatMap((volume): Mounted[] => {
      const [, name, target] = /^((?:[A-Za-z]:[\\/])?[^:]+):([^:]+)/.exec(volume) ?? []
      return name === undefined || target === undefined ? [] : [{ pod, name, target }]
    }),
  )
  const problems = mounted.map(async (one): Promise<FlowProblem[]> => {
    const found = await find(one)
    const position = positionOf(one.pod, 'volumes') ?? { line: 1, column: 1, path: '' }
    return found === undefined ? [] : [{ code: 'CONFIG_VOLUME', ...found, ...position }]
  })
  return (await Promise.all(problems)).flat()
}

/** The Pods whose containers mount paths of this machine. */
function localContainers({ pods, options: ofFlow }: Flow): Flow['pods'] {
  if (/^(?:tcp|https?|ssh):/.test(process.env.DOCKER_HOST ?? '')) return []
  return pods.filter(({ options }) => {
    const { image, external, host = [], runtime = 'docker', dockerHost = ofFlow.dockerHost } = options
    const isLocal = host.every((one) => machineOf({ host: one }) === null)
    return image !== undefined && external !== true && isLocal && runtime === 'docker' && dockerHost === undefined
  })
}

function isPath(name: string): boolean {
  return /^(?:[./~]|[A-Za-z]:[\\/])/.test(name)
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
