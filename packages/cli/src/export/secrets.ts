import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { FlowOptions } from '@peaflow/flow'
import { derivePodKey, type FlowKey, formatKey, newFlowKey, readKeyFile } from '@peaflow/protocol'
import { readTls } from '../flow-file/read-tls.ts'

/** The file with the key of a Flow, in the folder of an export and among the secrets of a container. */
export const KEY = 'flow.key'

/** The key of a Flow, and whether it was made for this export. */
export interface ExportedKey {
  readonly key: FlowKey
  /** It has to be written: no file has it yet. */
  readonly isNew: boolean
}

/**
 * The key in a file, or a new one for a file that does not exist.
 *
 * @throws FlowError `CONFIG_KEY` if the file cannot be read, or holds no key of a Flow.
 */
export function takeKey(file: string, { mayBeNew }: { readonly mayBeNew: boolean }): ExportedKey {
  if (mayBeNew) return { key: newFlowKey(), isNew: true }
  const key = readKeyFile(file)
  if (key.kind === 'flow') return { key, isNew: false }
  throw new FlowError('CONFIG_KEY', `${file} holds the key of the Pod "${key.pod}", not that of a Flow`, {
    hint: 'peaflow key > flow.key makes one',
  })
}

/** The key of each Pod, as text. */
export function podKeys(key: FlowKey, pods: Iterable<string>): ReadonlyMap<string, string> {
  return new Map([...pods].map((pod) => [pod, `${formatKey(derivePodKey(key, pod))}\n`]))
}

/**
 * The secret files of the container of a Flow: its key, the token of its clients, its certificate.
 *
 * @param directory - the folder of the flow file.
 *
 * @throws FlowError `CONFIG_TLS` if a file of the certificate cannot be read.
 */
export function flowSecrets(
  key: FlowKey,
  { token, tls }: FlowOptions,
  directory: string,
): Readonly<Record<string, string>> {
  const pair = tls === undefined ? undefined : readTls(tls, resolve(directory))
  return {
    [KEY]: `${formatKey(key)}\n`,
    token: `${token ?? randomBytes(32).toString('hex')}\n`,
    ...(pair !== undefined && { 'tls.crt': String(pair.cert), 'tls.key': String(pair.key) }),
  }
}
