import { FlowError, type FlowPlan } from '@peaflow/core'
import { type ControlListenerTarget, derivePodKey, podKeyPair } from '@peaflow/protocol'
import type { FlowKeys } from '../launch/start-keys.ts'

/**
 * What is opened for replicas that join; `undefined` if none do. Each of their Pods is a CURVE server of its own there, whose
 * public key only those know who have the key of the Pod; another one is for those who have the key of the Flow.
 *
 * @throws FlowError `CONFIG_KEY` if nobody else can know the key of the Flow.
 */
export function joinTarget({ pods, options }: FlowPlan, keys: FlowKeys): ControlListenerTarget | undefined {
  const { join, security } = options
  const open = pods.filter(({ joined }) => joined !== undefined)
  if (join === undefined || open.length === 0) return undefined
  if (!keys.isLasting) throw noKey()
  const secrets = [keys.flow.bytes, ...open.map(({ name }) => derivePodKey(keys.flow, name).bytes)]
  return { ...join, ...(security !== 'none' && { curve: secrets.map(podKeyPair) }) }
}

function noKey(): FlowError {
  return new FlowError('CONFIG_KEY', 'replicas join this Flow, but it has no key that they could have too', {
    hint: 'Make one, peaflow key > flow.key, and name it: with: { key: ./flow.key }, or PEAFLOW_KEY_FILE',
  })
}
