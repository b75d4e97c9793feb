import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { FlowError } from '@peaflow/core'
import { WebSocket } from 'ws'
import { toApiError } from './api-error.ts'
import type { ApiCall } from './calls.ts'
import { MAX_LENGTH, readLines, readText } from './read-body.ts'

/** Which cluster, and where in it. */
export interface ClusterOptions {
  /**
   * The context of the kubeconfig.
   *
   * @defaultValue the current one; in a cluster, its service account
   */
  readonly context?: string | undefined
  /**
   * The namespace of what is launched.
   *
   * @defaultValue that of the context, or `default`
   */
  readonly namespace?: string | undefined
}

/** The API of one cluster. Whatever it rejects with, its message is a reason for people. */
export interface Cluster {
  /** The address of its API. */
  readonly server: string
  readonly namespace: string
  /** Whether this process runs in it. */
  readonly isOurs: boolean
  /** The body of the answer. Rejects with an `ApiError` if the answer is not a success. */
  send(call: ApiCall, signal?: AbortSignal): Promise<string>
  /** The lines of an answer that goes on until the signal aborts, or the server ends it. */
  follow(call: ApiCall, signal: AbortSignal): AsyncIterable<string>
  /** Opens a WebSocket. */
  connect(path: string, signal?: AbortSignal): Promise<WebSocket>
}

/** Milliseconds that an answer may take. */
const ANSWER_TIMEOUT = 30_000

/** Milliseconds of silence after which a connection is tested. */
const KEEP_ALIVE = 30_000

/** The subprotocol of attachments: a byte in front of each message is the number of its channel. */
const CHANNELS = 'v4.channel.k8s.io'

/** The certificate with which a container verifies the API of its own cluster. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/**
 * The API of a cluster, with the credentials of a kubeconfig (`KUBECONFIG`, `~/.kube/config`) or of the service account that
 * this process has. Nothing is sent yet.
 *
 * @throws FlowError `LAUNCH_KUBERNETES_CONFIG` if there are none, or they cannot be read.
 */
export function openCluster({ context, namespace }: ClusterOptions = {}): Cluster {
  const config = readConfig(context)
  const server = config.getCurrentCluster()?.server
  if (server === undefined) throw unknownContext(config, context)
  const own = config.getContextObject(config.getCurrentContext())?.namespace
  const open = async (call: ApiCall, signal?: AbortSignal) => await openCall({ config, server }, call, signal)
  return {
    server,
    namespace: namespace ?? own ?? 'default',
    isOurs: config.getCurrentContext() === 'inClusterContext',
    send: async (call, signal) => {
      const timeout = AbortSignal.timeout(ANSWER_TIMEOUT)
      return await readText(await open(call, signal === undefined ? timeout : AbortSignal.any([signal, timeout])))
    },
    async *follow(call, signal) {
      yield* readLines(await open(call, signal))
    },
    connect: async (path, signal) => await openSocket({ config, server }, path, signal),
  }
}

/** A cluster that can be asked. */
interface Known {
  readonly config: KubeConfig
  readonly server: string
}

function readConfig(context: string | undefined): KubeConfig {
  const { KUBECONFIG } = process.env
  const isKnown = KUBECONFIG || existsSync(join(homedir(), '.kube', 'config')) || existsSync(SERVICE_ACCOUNT)
  if (!isKnown) throw noCluster()
  const config = new KubeConfig()
  try {
    config.loadFromDefault()
    if (context !== undefined) config.setCurrentContext(context)
    return config
  } catch (cause) {
    throw new FlowError('LAUNCH_KUBERNETES_CONFIG', `the kubeconfig cannot be read: ${(cause as Error).message}`, {
      hint: 'kubectl config view shows what it says',
      cause,
    })
  }
}

async function openCall(
  { config, server }: Known,
  { method, path, body }: ApiCall,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = { method, signal }
  await config.applyToHTTPSOptions(options)
  const send = server.startsWith('http:') ? requestHttp : requestHttps
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = { ...options.headers, accept: 'application/json', 'content-type': 'application/json' }
  const request = send(new URL(server.replace(/\/+$/, '') + path), {
    ...options,
    headers: { ...headers, 'content-length': Buffer.byteLength(text) },
  })
  // An answer that goes on may be silent for minutes, and a network that forgets it would say nothing.
  request.on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE))
  request.end(text)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const { statusCode = 0 } = response
  if (statusCode >= 200 && statusCode < 300) return response
  throw toApiError(statusCode, await readText(response))
}

async function openSocket({ config, server }: Known, path: string, signal?: AbortSignal): Promise<WebSocket> {
  const options: RequestOptions = {}
  await config.applyToHTTPSOptions(options)
  const url = server.replace(/^http/, 'ws').replace(/\/+$/, '') + path
  // The types of ws and of Node's requests differ in what they do not use.
  const own = { handshakeTimeout: ANSWER_TIMEOUT, maxPayload: MAX_LENGTH, perMessageDeflate: false }
  const socket = new WebSocket(url, [CHANNELS], { ...(options as object), ...own })
  const abort = () => socket.terminate()
  signal?.addEventListener('abort', abort)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
      socket.once('unexpected-response', (_request, response) => {
        readText(response).then((body) => reject(toApiError(response.statusCode ?? 0, body)), reject)
      })
    })
    signal?.throwIfAborted()
    return socket
  } catch (error) {
    socket.on('error', () => {})
    socket.terminate()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

function noCluster(): FlowError {
  return new FlowError(
    'LAUNCH_KUBERNETES_CONFIG',
    'there is no kubeconfig, and this process does not run in a cluster',
    {
      hint: 'Set KUBECONFIG to the file with which kubectl reaches the cluster',
    },
  )
}

function unknownContext(config: KubeConfig, context: string | undefined): FlowError {
  const names = config.getContexts().map(({ name }) => name)
  const message =
    context === undefined ? 'the kubeconfig has no current context' : `the kubeconfig has no context ${context}`
  const hint = names.length === 0 ? 'kubectl config view shows what it says' : `It has: ${names.join(', ')}`
  return new FlowError('LAUNCH_KUBERNETES_CONFIG', message, { hint })
}
