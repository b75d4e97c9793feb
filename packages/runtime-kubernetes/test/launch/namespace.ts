import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Namespace, openNamespace } from '../../../../test/kubernetes/cluster.ts'

/** The rights that the README of this package names, and no others. */
const RULES = [
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'get', 'list', 'watch', 'delete'] },
  { apiGroups: [''], resources: ['pods/attach'], verbs: ['create', 'get'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
]

/** A namespace, and a user who may do in it what this runtime needs. */
export interface LaunchNamespace extends Namespace {
  /** The kubeconfig of that user, whose context has the namespace. */
  readonly kubeconfig: string
  /** The kubeconfig of one who may do nothing. */
  readonly powerless: string
  /** The address of this machine, as the cluster reaches it. */
  readonly hostname: string
  /** The Pods in it whose Flow has this name, and that do not end already. */
  pods(flow: string): Promise<readonly KubernetesPod[]>
}

/** What tests need to know of a Pod. */
export interface KubernetesPod {
  readonly metadata: {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly object[]
  }
  readonly status: { readonly containerStatuses: readonly { readonly containerID: string }[] }
}

/** Opens the namespace of a file of tests. */
export async function openLaunchNamespace(): Promise<LaunchNamespace> {
  const namespace = await openNamespace()
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
  const { kubectl, name } = namespace
  const server = await kubectl('config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}')
  for (const account of ['flow', 'powerless']) await kubectl('create', 'serviceaccount', account)
  const rights = (kind: string, fields: object) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'peaflow', namespace: name },
    ...fields,
  })
  const objects = [
    rights('Role', { rules: RULES }),
    rights('RoleBinding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'peaflow' },
      subjects: [{ kind: 'ServiceAccount', name: 'flow', namespace: name }],
    }),
  ]
  writeFileSync(join(folder, 'role.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
  await kubectl('create', '--filename', join(folder, 'role.json'))
  const kubeconfigOf = async (account: string) => {
    const path = join(folder, account)
    writeFileSync(path, JSON.stringify(await credentials(namespace, account)), { mode: 0o600 })
    return path
  }
  return {
    ...namespace,
    kubeconfig: await kubeconfigOf('flow'),
    powerless: await kubeconfigOf('powerless'),
    hostname: await addressTowards(new URL(server).hostname),
    pods: async (flow) => {
      const args = ['get', 'pods', '--selector', `peaflow.flow=${flow}`, '--output', 'json']
      return JSON.parse(await kubectl(...args)).items
    },
    close: async () => {
      await namespace.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A kubeconfig with a token of a service account. */
async function credentials({ kubectl, name }: Namespace, account: string): Promise<object> {
  const config = JSON.parse(await kubectl('config', 'view', '--minify', '--raw', '--flatten', '--output', 'json'))
  const path = `/api/v1/namespaces/${name}/serviceaccounts/${account}/token`
  const request = join(mkdtempSync(join(tmpdir(), 'token-')), 'request.json')
  writeFileSync(request, JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }))
  const { status } = JSON.parse(await kubectl('create', '--raw', path, '--filename', request))
  rmSync(dirname(request), { recursive: true })
  const context = { cluster: config.clusters[0].name, user: account, namespace: name }
  return {
    ...config,
    users: [{ name: account, user: { token: status.token } }],
    contexts: [{ name: 'test', context }],
    'current-context': 'test',
  }
}

/** The address that packets to a host are sent from. */
async function addressTowards(host: string): Promise<string> {
  const socket = createSocket('udp4')
  socket.connect(9, host)
  await once(socket, 'connect')
  const { address } = socket.address()
  socket.close()
  return address
}
