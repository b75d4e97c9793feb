import { type FlowPlanOptions, type JoinedPlan, type PeaPlan, WILDCARD_HOST } from '@peaflow/core'
import type { Growing, InputDraft, OutputDraft, PodPeas } from './pea-draft.ts'

type Join = NonNullable<FlowPlanOptions['join']>

/** A Pod whose replicas join: its Peas without them, and what each of them is. */
export interface JoinedPod {
  readonly peas: PodPeas
  readonly joined: JoinedPlan | undefined
}

/**
 * Takes the replica of a Pod whose replicas join out of its Peas. Its head and its tail keep the sockets that they open for
 * replicas, on the interface of `join` and without peers. A Pod of any other kind stays as it is.
 */
export function takeJoined(peas: PodPeas, join: Join | undefined): JoinedPod {
  const [replica] = peas.replicas
  const { settings } = replica?.pod ?? {}
  if (replica === undefined || settings?.joins === undefined || join === undefined) return { peas, joined: undefined }
  for (const socket of innerSockets(peas)) open(socket, join.host)
  for (const socket of [...replica.inputs, ...replica.outputs]) dial(socket)
  const control = { mode: 'CONNECT', host: WILDCARD_HOST, port: join.port } as const
  const plan: PeaPlan = { ...replica.plan, control, ...(settings.image !== undefined && { image: settings.image }) }
  return { peas: { ...peas, replicas: [] }, joined: { min: settings.joins.min, max: settings.replicas, replica: plan } }
}

/** The sockets between head, replicas and tail, at the ends that stay. */
function innerSockets({ head, tail }: PodPeas): readonly (InputDraft | OutputDraft)[] {
  const outputs = head?.outputs.filter(({ to }) => to === head.pod.name) ?? []
  const inputs = tail?.inputs.filter(({ from }) => from === tail.pod.name) ?? []
  return [...outputs, ...inputs]
}

function open(socket: InputDraft | OutputDraft, host: string): void {
  socket.host = host
  socket.peers.length = 0
  useTcp(socket)
}

/** It dials the host at which it has found the Flow. */
function dial(socket: InputDraft | OutputDraft): void {
  socket.host = WILDCARD_HOST
  useTcp(socket)
}

function useTcp(socket: Growing<InputDraft | OutputDraft>): void {
  delete socket.transport
  delete socket.bridge
}
