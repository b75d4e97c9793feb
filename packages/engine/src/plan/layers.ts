import type { FlowPlan } from '@peaflow/core'
import { receiversOf } from './neighbours.ts'

/**
 * The ids of the Peas in the direction of the data: the senders of each layer are in layers before it, so that it holds
 * no request once those hold none. The gateway, where data enters and leaves, is in no layer.
 */
export function peaLayers({ peas }: FlowPlan): readonly (readonly string[])[] {
  const inside = peas.filter(({ role }) => role !== 'gateway')
  const senders = new Map(inside.map(({ id }) => [id, 0]))
  const receivers = new Map(inside.map((pea) => [pea.id, receiversOf(pea).filter((id) => senders.has(id))]))
  const count = (id: string, change: number) => {
    const left = (senders.get(id) ?? 0) + change
    senders.set(id, left)
    return left
  }
  for (const id of [...receivers.values()].flat()) count(id, 1)
  const layers: string[][] = []
  let layer = [...senders].filter(([, left]) => left === 0).map(([id]) => id)
  while (layer.length > 0) {
    layers.push(layer)
    layer = layer.flatMap((id) => receivers.get(id) ?? []).filter((id) => count(id, -1) === 0)
  }
  return layers
}
