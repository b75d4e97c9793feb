import { openInside, type PeaSpec, type SocketPlan, usesPort, WILDCARD_HOST } from '@peaflow/core'
import type { CreateOptions, PortBinding } from './create-options.ts'

/** Publishes the ports of a Pea's BIND sockets, unless they only listen at paths, each on the one interface where it is dialled. */
export function publishPorts(spec: PeaSpec, gateway: string, options: CreateOptions): CreateOptions {
  const bindings: Record<string, readonly PortBinding[]> = {}
  for (const { port, planned } of openedPorts(spec)) {
    bindings[`${port}/tcp`] = [
      { HostIp: publishAt(planned, gateway), HostPort: planned.fixed ? String(planned.port) : '' },
    ]
  }
  const ports = Object.keys(bindings)
  if (ports.length === 0) return options
  return {
    ...options,
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: { ...options.HostConfig, PortBindings: bindings },
  }
}

interface OpenedPort {
  /** The port inside the container. */
  readonly port: number
  readonly planned: Pick<SocketPlan, 'host' | 'port' | 'fixed' | 'bridge'>
}

function openedPorts(spec: PeaSpec): readonly OpenedPort[] {
  const inner = openInside(spec)
  const opened = [...inner.inputs, ...inner.outputs, inner.control]
  return [...spec.inputs, ...spec.outputs, spec.control].flatMap((planned, index) => {
    const port = opened[index]?.port
    return planned.mode === 'BIND' && usesPort(planned) && port !== undefined ? [{ port, planned }] : []
  })
}

/** All peers that dial one socket are of one kind: containers, which use the bridge, or Peas outside of containers. */
function publishAt({ host, bridge }: OpenedPort['planned'], gateway: string): string {
  if (host === WILDCARD_HOST) return WILDCARD_HOST
  return bridge ? gateway : '127.0.0.1'
}
