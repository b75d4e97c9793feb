import { posix } from 'node:path'
import { CONTAINER_HOST, hasOwnNetwork, LIFELINE, machineOf, type PeaSpec, toPeaArgs } from '@peaflow/core'
import type { ImageConfig } from '../image/config.ts'
import { toCommand } from './command.ts'
import type { CreateOptions, HostOptions } from './create-options.ts'
import { toInnerSpec } from './inner-spec.ts'
import { LABELS, toContainerName, toLabels } from './labels.ts'
import { overlay } from './overlay.ts'
import { publishPorts } from './ports.ts'
import { type Mount, toVolume, type Volume, type VolumeFolders } from './volume.ts'

/** What a container's create options depend on besides the spec. */
export interface ContainerContext {
  readonly image: ImageConfig
  /** The process that owns the container, as `ownerOfThisProcess` writes it. */
  readonly owner: string
  /** Makes the container's name unique. */
  readonly suffix: string
  /** The address of this machine on Docker's bridge: where a port is published that another container dials. */
  readonly gateway: string
  /** The caller's `uid:gid`; without it the image says who runs. */
  readonly user?: string | undefined
  /** What `~` stands for in a volume. */
  readonly home: string
  /** The executor on this machine that takes the place of the image's: an absolute folder, and a file in it. */
  readonly executor?: { readonly folder: string; readonly file: string } | undefined
  /** What the Pea's workspace is: an absolute folder of this machine, or a volume of another one. */
  readonly workspace?: { readonly folder: string } | { readonly volume: string } | undefined
}

const WORKSPACE = '/peaflow/workspace'

/** Bytes of output that the Engine keeps: a container's log grows without bound otherwise. */
const LOG_LIMIT = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '1' } } as const

/**
 * The Engine's create call for the container of a Pea: all that its Pod says, and what makes a container die with its
 * Flow. Pure.
 *
 * @throws FlowError `CONFIG_VOLUME` if one of its volumes is none; `CONFIG_FAR_FILE` if one is a path of this machine,
 * and the container is to run on another.
 */
export function toContainerOptions(spec: PeaSpec, context: ContainerContext): CreateOptions {
  const { entrypoint, env = {}, docker = {}, user = context.user } = spec.container ?? {}
  const volumes = toVolumes(spec, { home: context.home, directory: spec.directory, machine: machineOf(spec) })
  const uses = context.executor && usesTarget(context.image.directory, volumes)
  const inner = toInnerSpec(spec, {
    uses: uses && context.executor && posix.join(uses, context.executor.file),
    workspace: context.workspace && WORKSPACE,
  })
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
    // The leash: the Engine closes stdin when our end of the attachment is gone, and the Pea ends.
    AttachStdin: true,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: toHostOptions(spec, { context, volumes, uses }),
  }
  return overlay(hasOwnNetwork(spec) ? publishPorts(spec, context.gateway, ours) : ours, docker)
}

interface HostParts {
  readonly context: ContainerContext
  readonly volumes: readonly Volume[]
  /** Where the executor's folder is mounted. */
  readonly uses: string | undefined
}

function toHostOptions({ flow, container = {} }: PeaSpec, { context, volumes, uses }: HostParts): HostOptions {
  const { gpus, memory, cpus } = container
  const own: readonly Mount[] = [
    ...(uses && context.executor ? [bindMount(context.executor.folder, uses, true)] : []),
    ...(context.workspace ? [workspaceMount(context.workspace, flow)] : []),
  ]
  return {
    AutoRemove: true,
    // As PID 1 a program ignores SIGTERM unless it handles it.
    Init: true,
    LogConfig: LOG_LIMIT,
    // Docker Desktop knows this name by itself; Docker on Linux does not.
    ExtraHosts: [`${CONTAINER_HOST}:host-gateway`],
    Mounts: [...volumes.flatMap(({ mount }) => mount ?? []), ...own],
    Binds: volumes.flatMap(({ bind }) => bind ?? []),
    ...(memory !== undefined && { Memory: memory }),
    ...(cpus !== undefined && { NanoCpus: Math.round(cpus * 1e9) }),
    ...(gpus !== undefined && { DeviceRequests: [{ Count: gpus === 'all' ? -1 : gpus, Capabilities: [['gpu']] }] }),
  }
}

function bindMount(Source: string, Target: string, ReadOnly: boolean): Mount {
  return { Type: 'bind', Source, Target, ReadOnly }
}

function workspaceMount(workspace: NonNullable<ContainerContext['workspace']>, flow: string): Mount {
  if ('folder' in workspace) return bindMount(workspace.folder, WORKSPACE, false)
  const VolumeOptions = { Labels: { [LABELS.flow]: flow } }
  return { Type: 'volume', Source: workspace.volume, Target: WORKSPACE, ReadOnly: false, VolumeOptions }
}

function toVolumes({ container }: PeaSpec, folders: VolumeFolders): readonly Volume[] {
  return (container?.volumes ?? []).map((text) => toVolume(text, folders))
}

/** Beneath the image's working directory, so that the executor finds the packages of the image. */
function usesTarget(directory: string, volumes: readonly Volume[]): string {
  const covered = volumes.some(({ mount, bind }) => {
    const target = mount?.Target ?? bind?.split(':').at(-2) ?? ''
    return directory === target || directory.startsWith(`${target}/`) || target === '/'
  })
  // A mount point cannot be made in a volume that is read-only, and should not be made in any.
  return posix.join(covered ? '/peaflow' : directory, '.peaflow/uses')
}
