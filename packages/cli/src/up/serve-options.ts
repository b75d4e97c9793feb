import { FlowError } from '@peaflow/core'
import type { ServingOptions } from '@peaflow/flow'
import type { ServeOptions, TlsOptions } from '@peaflow/serve'
import { readTls } from '../flow-file/read-tls.ts'
import { readToken } from './token.ts'

/** The options of `up` that say how a Flow is served. Each takes the place of what the flow file says. */
export interface HttpOptions {
  /** `[host:]port`; `true` for what the flow file says, `false` for none. */
  readonly http: string | boolean
  readonly grpc?: string | undefined
  readonly tokenFile?: string | undefined
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  /** Milliseconds. */
  readonly drain?: number | undefined
  readonly insecure: boolean
}

/** What a flow file says of how its Flow is served. */
export interface FileOptions {
  readonly options: ServingOptions
  /** The absolute folder that its relative paths start from. */
  readonly directory: string
}

/**
 * How a Flow is served, by the options of the command and by its file.
 *
 * @throws FlowError `CONFIG_TOKEN`, `CONFIG_TLS`.
 */
export function toServeOptions(given: HttpOptions, file: FileOptions): ServeOptions {
  const { grpc, cors = [], hosts = [], token, maxBody, maxQueue, drain } = file.options
  return {
    http: typeof given.http === 'string' ? given.http : file.options.http,
    grpc: given.grpc ?? grpc,
    cors: [cors].flat(),
    hosts: [hosts].flat(),
    token: given.tokenFile === undefined ? token : readToken(given.tokenFile),
    tls: tlsOf(given, file),
    maxBody,
    maxQueue,
    drain: given.drain ?? drain,
    insecure: given.insecure,
  }
}

function tlsOf(
  { tlsCert: cert, tlsKey: key }: HttpOptions,
  { options, directory }: FileOptions,
): TlsOptions | undefined {
  if (cert !== undefined && key !== undefined) return readTls({ cert, key }, process.cwd())
  if (cert === undefined && key === undefined) return options.tls && readTls(options.tls, directory)
  throw new FlowError('CONFIG_TLS', `${cert === undefined ? '--tls-key' : '--tls-cert'} is given without the other`, {
    hint: 'Give both: --tls-cert cert.pem --tls-key key.pem',
  })
}
