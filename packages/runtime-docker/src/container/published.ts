import type { Engine } from '../engine/connect.ts'
import type { CreateOptions } from './create-options.ts'

/** Under which port of its machine each port of a container can be dialled; nothing if it publishes none. */
export async function findPublished(
  engine: Engine,
  id: string,
  { HostConfig }: CreateOptions,
): Promise<Readonly<Record<number, number>> | undefined> {
  if (Object.keys(HostConfig.PortBindings ?? {}).length === 0) return undefined
  const { NetworkSettings } = await engine.getContainer(id).inspect()
  return toPublished(NetworkSettings.Ports)
}

/** The part of the Engine's answer about a container that {@link toPublished} reads. */
type InspectedPorts = Readonly<Record<string, readonly { readonly HostPort: string }[] | null | undefined>>

/** Reads the ports that the Engine found for those that were to be published. */
export function toPublished(ports: InspectedPorts): Readonly<Record<number, number>> {
  return Object.fromEntries(
    Object.entries(ports).flatMap(([inner, bindings]) => {
      const outer = bindings?.[0]?.HostPort
      return outer === undefined ? [] : [[Number.parseInt(inner, 10), Number(outer)]]
    }),
  )
}
