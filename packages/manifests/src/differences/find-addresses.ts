import { SECRET_FILES } from '../deployment/paths.ts'
import { namesOf } from '../kubernetes/names.ts'
import type { Compared } from './compared.ts'
import type { Difference } from './difference.ts'

/** Where clients find the Flow, and where its replicas do. */
export function findAddresses(compared: Compared): readonly Difference[] {
  const { container } = compared.deployment
  const [first, ...dialled] = container.ports
  const clients: Difference = { topic: 'address', subject: 'clients', there: clientsOf(compared), pods: [] }
  if (first === undefined) return [clients]
  const replicas = `join at ${compared.names.host}:${first}, and dial ports ${dialled[0]} to ${dialled.at(-1)} of it`
  return [
    clients,
    { topic: 'address', subject: 'replicas', there: replicas, pods: compared.deployment.pods.map(({ pod }) => pod) },
  ]
}

function clientsOf({ platform, deployment }: Compared): string {
  const { http, grpc, tls } = deployment.container.serving
  const served = `${tls ? 'HTTPS' : 'HTTP'} at port ${http}${grpc === undefined ? '' : ` and gRPC at ${grpc}`}`
  const { flow } = namesOf(deployment)
  const token = `with the token in ${platform === 'kubernetes' ? `the Secret ${flow}` : `secrets/${SECRET_FILES.token}`}`
  const where = {
    kubernetes: `the Service ${flow}`,
    swarm: 'the node on which the gateway runs',
    compose: '127.0.0.1',
  }[platform]
  return `${where}: ${served}, ${token}`
}
