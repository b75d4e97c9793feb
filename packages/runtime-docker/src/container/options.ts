import { posix } from 'node:path'
import {
  CONTAINER_HOST,
  hasOwnNetwork,
  LIFELINE,
  machineOf,
  type PeaSpec,
  type SharedFolder,
  toInnerSpec,
  toPeaArgs,
  toPeaInput,
} from '@peaflow/core'
import type { ImageConfig } from '../image/config.ts'
import { toContainerName, toLabels } from '../labels/labels.ts'
import { toCommand } from './command.ts'
import type { CreateOptions, HostOptions } from './create-options.ts'
import type { ExecutorFolder } from './executor-links.ts'
import { mountExecutor } from './executor-mounts.ts'
import { overlay } from './overlay.ts'
import { publishPorts } from './ports.ts'
import { mountFolders } from './shared-folders.ts'
import { withSpecFile } from './spec-file.ts'
import { containStages, type StageContext } from './stages.ts'
import { type Mount, toVolume, type Volume, type VolumeFolders } from './volume.ts'
import { WORKSPACE, type WorkspaceSource, workspaceMount } from './workspace.ts'

/** What the create options of a container depend on besides the spec. */
export interface ContainerContext {
  readonly image: ImageConfig
  /** The value of the owner label: the process that launches the container. */
  readonly owner: string
  /** Makes the container's name unique. */
  readonly suffix: string
  /** The address of this machine on Docker's bridge. Ports that other containers dial are published on it. */
  readonly gateway: string
  /**
   * The caller's `uid:gid`.
   *
   * @defaultValue the user of the image
   */
  readonly user?: string | undefined
  /** The folder that `~` stands for in a volume. */
  readonly home: string
  /** An executor of this machine that replaces that of the image. */
  readonly executor?: ExecutorFolder | undefined
  /** The folders with the Unix sockets of the Pea. */
  readonly folders?: readonly SharedFolder[] | undefined
  readonly workspace?: WorkspaceSource | undefined
  /** For a group, what each of its Pods has instead of `executor` and `workspace`. */
  readonly stages?: readonly StageContext[] | undefined
}

/** Limits the log that the Engine keeps of a container, which otherwise grows without bound. */
const LOG_LIMIT = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '1' } } as const

/**
 * The body of the Engine's create call for the container of a Pea: the options of its Pod, and what makes the container
 * end with its Flow.
 *
 * @throws FlowError `CONFIG_VOLUME` if a volume is not valid; `CONFIG_REMOTE_FILE` if a volume is a path of this machine
 * and the container is to run on another.
 */
export function toContainerOptions(spec: PeaSpec, context: ContainerContext): CreateOptions {
  const { entrypoint, env = {}, docker = {}, user = context.user } = spec.container ?? {}
  const volumes = toVolumes(spec, { home: context.home, directory: spec.directory, machine: machineOf(spec) })
  const target = usesTarget(context.image.directory, volumes)
  const executor = context.executor && mountExecutor(context.executor, target)
  const inner = toInnerSpec(spec, {
    uses: executor?.file,
    workspace: context.workspace && WORKSPACE,
  })
  const group = containStages(spec, context.stages ?? [], target)
  const ours: CreateOptions = {
    name: toContainerName(spec, context.suffix),
    Image: spec.image ?? '',
    Cmd: toCommand(entrypoint === undefined ? context.image.command : [], toPeaArgs(inner)),
    ...(entrypoint !== undefined && { Entrypoint: entrypoint }),
    ...(user !== undefined && { User: user }),
    Env: Object.entries({ ...env, [LIFELINE]: '0' }).map(([name, value]) => `${name}=${value}`),
    Labels: toLabels(spec, context.owner),
    AttachStdout: true,
    AttachStderr: true,
    // The lifeline: when this process ends, the Engine closes stdin of the container, and the Pea ends.
    AttachStdin: true,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: toHostOptions(spec, { context, volumes, mounts: executor?.mounts ?? group.mounts }),
  }
  return withSpecFile(overlay(hasOwnNetwork(spec) ? publishPorts(spec, context.gateway, ours) : ours, docker))
}

/** What the Pea in the container reads from its standard input: its private values, with the paths of the container. */
export function toContainerInput(spec: PeaSpec, { image, home, stages = [] }: ContainerContext): string {
  const volumes = toVolumes(spec, { home, directory: spec.directory, machine: machineOf(spec) })
  return toPeaInput({ ...spec, stages: containStages(spec, stages, usesTarget(image.directory, volumes)).stages })
}

interface HostContext {
  readonly context: ContainerContext
  readonly volumes: readonly Volume[]
  /** Those of its executors, and of the workspaces of a group. */
  readonly mounts: readonly Mount[]
}

function toHostOptions({ flow, container = {} }: PeaSpec, { context, volumes, mounts }: HostContext): HostOptions {
  const { gpus, memory, cpus } = container
  const own: readonly Mount[] = [
    ...mounts,
    ...mountFolders(context.folders),
    ...(context.workspace ? [workspaceMount(context.workspace, flow)] : []),
  ]
  return {
    AutoRemove: true,
    // A program that is PID 1 ignores SIGTERM, unless it handles it.
    Init: true,
    LogConfig: LOG_LIMIT,
    // Docker Desktop defines this name itself; Docker on Linux does not.
    ExtraHosts: [`${CONTAINER_HOST}:host-gateway`],
    Mounts: [...volumes.flatMap(({ mount }) => mount ?? []), ...own],
    Binds: volumes.flatMap(({ bind }) => bind ?? []),
    ...(memory !== undefined && { Memory: memory }),
    ...(cpus !== undefined && { NanoCpus: Math.round(cpus * 1e9) }),
    ...(gpus !== undefined && { DeviceRequests: [{ Count: gpus === 'all' ? -1 : gpus, Capabilities: [['gpu']] }] }),
  }
}

function toVolumes({ container }: PeaSpec, folders: VolumeFolders): readonly Volume[] {
  return (container?.volumes ?? []).map((text) => toVolume(text, folders))
}

/** A folder in the working directory of the image, so that the executor finds the packages of the image. */
function usesTarget(directory: string, volumes: readonly Volume[]): string {
  const isCovered = volumes.some(({ mount, bind }) => {
    const target = mount?.Target ?? bind?.split(':').at(-2) ?? ''
    return directory === target || directory.startsWith(`${target}/`) || target === '/'
  })
  // A mount point cannot be created in a read-only volume, and should not be created in any volume.
  return posix.join(isCovered ? '/peaflow' : directory, '.peaflow/uses')
}
