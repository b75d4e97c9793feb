import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { FlowError, type FlowPlan } from '@peaflow/core'
import { type FlowKey, KEY_FILE, newFlowKey, readKeyFile, type StartKeys } from '@peaflow/protocol'

const SALT_BYTES = 16

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
export function openStartKeys({ options }: Pick<FlowPlan, 'options'>, sources: KeySources): StartKeys {
  const fromEnvironment = sources.environment[KEY_FILE]
  const file = options.key === undefined ? fromEnvironment : resolve(sources.directory, options.key)
  const flow = file ? readFlowKey(file) : newFlowKey()
  return { flow, salt: randomBytes(SALT_BYTES) }
}

function readFlowKey(file: string): FlowKey {
  const key = readKeyFile(file)
  if (key.kind === 'flow') return key
  throw new FlowError('CONFIG_KEY', `${file} holds the key of the Pod "${key.pod}", not that of a Flow`, {
    hint: 'Name the file from which the keys of Pods are made',
  })
}
