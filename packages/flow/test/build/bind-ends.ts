import { type FlowPlan, type InputPlan, machineOf, type OutputPlan, type PeaPlan } from '@peaflow/core'

/** A socket that opens a port, and its Pea. */
export interface BindEnd {
  readonly pea: PeaPlan
  readonly socket: InputPlan | OutputPlan
}

/** Every BIND end of a plan. */
export function bindEnds({ peas }: FlowPlan): readonly BindEnd[] {
  return peas.flatMap((pea) =>
    [...pea.inputs, ...pea.outputs].filter(({ mode }) => mode === 'BIND').map((socket) => ({ pea, socket })),
  )
}

/** Every port that a plan opens, with its machine; the control ports too. */
export function openedPorts(plan: FlowPlan): readonly string[] {
  const external = plan.peas.filter(({ control }) => control.mode === 'BIND')
  return [
    ...bindEnds(plan).map(({ pea, socket }) => `${machineOf(pea)}:${socket.port}`),
    ...external.map((pea) => `${machineOf(pea)}:${pea.control.port}`),
    `null:${plan.options.control.port}`,
  ]
}
