import { CLUSTER_HOST, type LinkPlan, type PeaPlan } from '@peaflow/core'

/** The host of the plan that stands for this machine. */
const WILDCARD = '0.0.0.0'

/**
 * Where a link is opened, and what dials it: `Unix socket`, or `loopback, any port`. Whether a container can use the Unix
 * socket is known only at the start, so for one the port follows that it uses if not.
 */
export function describeAddress(link: LinkPlan, peas: ReadonlyMap<string, PeaPlan>): string {
  if (link.transport === 'tcp') return describePort(link, peas)
  const isContained = [link.bind, link.connect].some((id) => peas.get(id)?.image !== undefined)
  return isContained ? `Unix socket, else ${describePort(link, peas)}` : 'Unix socket'
}

/** Ports of the plan that were not given by hand are moved to free ones at the start, except for those that containers publish. */
function describePort(link: LinkPlan, peas: ReadonlyMap<string, PeaPlan>): string {
  const address = link.address.replace('tcp://', '')
  const pea = peas.get(link.bind)
  const socket = pea === undefined ? undefined : bindSocket(pea, link)
  if (pea === undefined || socket === undefined) return address
  const [, dialled = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? []
  const host = describeHost(dialled, socket.host)
  const isMoved = socket.fixed !== true && pea.image === undefined && pea.external !== true
  if (isMoved) return `${host}, any port`
  return host.includes(' ') ? `${host}, port ${port}` : `${host}:${port}`
}

/** The host that is dialled, in words where it has no name. */
function describeHost(dialled: string, listener: string): string {
  if (dialled === CLUSTER_HOST) return 'its Kubernetes Pod'
  return dialled === WILDCARD ? listenerOf(listener) : dialled
}

/** Where a socket listens that is dialled from other machines: `all interfaces, port 7001`. */
export function describeListener({ host, port }: { readonly host: string; readonly port: number }): string {
  return host === WILDCARD ? `${listenerOf(host)}, port ${port}` : `${host}:${port}`
}

function listenerOf(host: string): string {
  return host === WILDCARD ? 'all interfaces' : 'loopback'
}

function bindSocket({ inputs, outputs }: PeaPlan, { bind, from, connect, address }: LinkPlan) {
  const sockets = bind === from ? outputs : inputs
  const all = sockets.filter(({ mode, peers }) => mode === 'BIND' && peers.includes(connect))
  // Two edges between the same Peas have ports of their own.
  return all.find(({ port }) => address.endsWith(`:${port}`)) ?? all[0]
}
