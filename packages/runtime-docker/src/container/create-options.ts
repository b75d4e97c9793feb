import type { Mount } from './volume.ts'

/** The body of the Engine's create call: the fields that Peaflow sets. The `docker` option of a Pod may add others. */
export interface CreateOptions {
  readonly name: string
  readonly Image: string
  readonly Cmd: readonly string[]
  readonly Entrypoint?: readonly string[] | undefined
  readonly User?: string | undefined
  readonly Env: readonly string[]
  readonly Labels: Readonly<Record<string, string>>
  readonly AttachStdin: boolean
  readonly AttachStdout: boolean
  readonly AttachStderr: boolean
  readonly OpenStdin: boolean
  readonly StdinOnce: boolean
  /** The keys have the form `port/tcp`. */
  readonly ExposedPorts?: Readonly<Record<string, object>> | undefined
  readonly HostConfig: HostOptions
  readonly [field: string]: unknown
}

/** The `HostConfig` of the create call: what concerns the machine. */
export interface HostOptions {
  readonly AutoRemove: boolean
  readonly Init: boolean
  readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> }
  readonly ExtraHosts: readonly string[]
  readonly Mounts: readonly Mount[]
  readonly Binds: readonly string[]
  /** The keys have the form `port/tcp`. */
  readonly PortBindings?: Readonly<Record<string, readonly PortBinding[]>> | undefined
  /** Bytes. */
  readonly Memory?: number | undefined
  /** Billionths of a CPU. */
  readonly NanoCpus?: number | undefined
  readonly DeviceRequests?: readonly DeviceRequest[] | undefined
  readonly NetworkMode?: string | undefined
  readonly [field: string]: unknown
}

/** Where a port is published. If `HostPort` is empty, the Engine picks a free port. */
export interface PortBinding {
  readonly HostIp: string
  readonly HostPort: string
}

/** Devices for a container; a `Count` of -1 means all of them. */
export interface DeviceRequest {
  readonly Count: number
  readonly Capabilities: readonly (readonly string[])[]
}
