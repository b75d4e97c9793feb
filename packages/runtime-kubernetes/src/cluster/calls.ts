/** A request to the API of Kubernetes, as plain data. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The path on the server, with its query. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: object | undefined
}

/** A Pod of Kubernetes, by its name in its namespace. */
export interface PodName {
  readonly namespace: string
  readonly name: string
}

/** Creates a Pod, as an object of Kubernetes. */
export function createPod(namespace: string, body: object): ApiCall {
  return { method: 'POST', path: podsOf(namespace), body }
}

/** Reads a Pod. */
export function readPod(pod: PodName): ApiCall {
  return { method: 'GET', path: pathOf(pod) }
}

/** Deletes a Pod, whose containers get SIGTERM, and SIGKILL after so many seconds. With 0, it is forgotten at once. */
export function deletePod(pod: PodName, graceSeconds: number): ApiCall {
  return { method: 'DELETE', path: withQuery(pathOf(pod), { gracePeriodSeconds: graceSeconds }) }
}

/** Reports each change of one Pod after a version of it, as a line of JSON each. */
export function watchPod({ namespace, name }: PodName, resourceVersion: string): ApiCall {
  const query = { watch: true, fieldSelector: `metadata.name=${name}`, resourceVersion }
  return { method: 'GET', path: withQuery(podsOf(namespace), query) }
}

/** Lists the Pods with some labels. */
export function listPods(namespace: string, labels: Readonly<Record<string, string>>): ApiCall {
  const labelSelector = Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join()
  return { method: 'GET', path: withQuery(podsOf(namespace), { labelSelector }) }
}

/** The end of what a container has written. */
export function readLog(pod: PodName, lines: number): ApiCall {
  return { method: 'GET', path: withQuery(`${pathOf(pod)}/log`, { tailLines: lines }) }
}

/** The path of a WebSocket to the input and output of a container. */
export function attachmentPath(pod: PodName, container: string): string {
  return withQuery(`${pathOf(pod)}/attach`, { container, stdin: true, stdout: true, stderr: true, tty: false })
}

function podsOf(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`
}

function pathOf({ namespace, name }: PodName): string {
  return `${podsOf(namespace)}/${encodeURIComponent(name)}`
}

function withQuery(path: string, query: Readonly<Record<string, string | number | boolean>>): string {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  )
  return `${path}?${text}`
}
