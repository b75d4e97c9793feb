import type { FlowPlan } from '@peaflow/core'

/**
 * The Peas in the direction of the data: each layer is given to only by layers before it, so it holds nothing more once
 * those hold nothing. The gateway, where data enters and leaves, is in none.
 */
export function peaLayers(plan: FlowPlan): readonly (readonly string[])[] {
  const takers = new Map(plan.peas.filter(isInside).map((pea) => [pea.id, takersOf(pea, plan)]))
  const waitFor = new Map([...takers.keys()].map((id) => [id, 0]))
  for (const id of [...takers.values()].flat()) waitFor.set(id, (waitFor.get(id) ?? 0) + 1)
  const layers: string[][] = []
  let layer = [...waitFor].filter(([, count]) => count === 0).map(([id]) => id)
  while (layer.length > 0) {
    layers.push(layer)
    const next: string[] = []
    for (const id of layer.flatMap((id) => takers.get(id) ?? [])) {
      const left = (waitFor.get(id) ?? 0) - 1
      waitFor.set(id, left)
      if (left === 0) next.push(id)
    }
    layer = next
  }
  return layers
}

type Pea = FlowPlan['peas'][number]

function isInside(pea: Pea): boolean {
  return pea.role !== 'gateway'
}

function takersOf(pea: Pea, plan: FlowPlan): readonly string[] {
  const ids = new Set(pea.outputs.flatMap(({ peers }) => peers))
  return plan.peas.filter((taker) => isInside(taker) && ids.has(taker.id)).map(({ id }) => id)
}
