import type { Engine } from '../engine/connect.ts'
import type { CreateOptions } from './create-options.ts'

/** Maps each published port of a container to the port of its machine; `undefined` if none is published. */
export async function findPublished(
  engine: Engine,
  id: string,
  { HostConfig }: CreateOptions,
): Promise<Readonly<Record<number, number>> | undefined> {
  if (Object.keys(HostConfig.PortBindings ?? {}).length === 0) return undefined
  const { NetworkSettings } = await engine.getContainer(id).inspect()
  return toPublished(NetworkSettings.Ports)
}

/** The ports of a container, as the Engine reports them. */
type InspectedPorts = Readonly<Record<string, readonly { readonly HostPort: string }[] | null | undefined>>

/** The ports of the machine that the Engine assigned. */
export function toPublished(ports: InspectedPorts): Readonly<Record<number, number>> {
  return Object.fromEntries(
    Object.entries(ports).flatMap(([inner, bindings]) => {
      const outer = bindings?.[0]?.HostPort
      return outer === undefined ? [] : [[Number.parseInt(inner, 10), Number(outer)]]
    }),
  )
}
