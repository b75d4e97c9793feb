import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'
import { isTuningEnabled } from './switch.ts'

/**
 * Wraps the handle of an accepted socket, which is paused, in a new one that reads directly into the buffers that `onread`
 * provides. Returns `undefined` if tuning is off, or if this Node has no such handle.
 */
export function adoptHandle(accepted: Socket, onread: OnReadOpts): Socket | undefined {
  if (!isTuningEnabled()) return undefined
  const handle: unknown = Reflect.get(accepted, '_handle')
  if (typeof handle !== 'object' || handle === null) return undefined
  Reflect.set(accepted, '_handle', null)
  return new Socket({ handle, onread } as SocketConstructorOpts)
}
