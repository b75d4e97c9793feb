import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { FlowError, type FlowPlan, type PeaPlan } from '@peaflow/core'
import {
  derivePeaKey,
  derivePodKey,
  type FlowKey,
  KEY_FILE,
  newFlowKey,
  readKeyFile,
  type StartKeys,
} from '@peaflow/protocol'

const SALT_BYTES = 16

/** The keys of one start of a Flow. */
export interface FlowKeys extends StartKeys {
  /** Whether the key of the Flow is from a file, so that external Pods can have keys that are derived from it. */
  readonly isLasting: boolean
}

/**
 * The key that a Pea is handed, as hexadecimal digits: that of its Pod if it is external; otherwise its own, for this
 * life. `undefined` for an external Pea of a Flow whose key nobody else can know.
 */
export function keyOf(
  pea: Pick<PeaPlan, 'id' | 'pod' | 'external'>,
  incarnation: number,
  keys: FlowKeys,
): string | undefined {
  if (pea.external !== true) return derivePeaKey(keys, pea.id, incarnation).toString('hex')
  return keys.isLasting ? derivePodKey(keys.flow, pea.pod).bytes.toString('hex') : undefined
}

/** Where the key of a Flow may come from. */
export interface KeySources {
  /** The folder that the path in the option starts from. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * The keys of one start of a Flow: from the file that its option `key` names, or else the variable `PEAFLOW_KEY_FILE`, or
 * else random.
 *
 * @throws FlowError `CONFIG_KEY` if the file has no key of a Flow, or other users may read it.
 */
export function openStartKeys({ options }: Pick<FlowPlan, 'options'>, sources: KeySources): FlowKeys {
  const fromEnvironment = sources.environment[KEY_FILE]
  const file = options.key === undefined ? fromEnvironment : resolve(sources.directory, options.key)
  const flow = file ? readFlowKey(file) : newFlowKey()
  return { flow, salt: randomBytes(SALT_BYTES), isLasting: Boolean(file) }
}

function readFlowKey(file: string): FlowKey {
  const key = readKeyFile(file)
  if (key.kind === 'flow') return key
  throw new FlowError('CONFIG_KEY', `${file} holds the key of the Pod "${key.pod}", not that of a Flow`, {
    hint: 'Name the file from which the keys of Pods are made',
  })
}
