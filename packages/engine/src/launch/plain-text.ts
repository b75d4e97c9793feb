import { type PeaPlan, usesPort } from '@peaflow/core'

const LOOPBACK = '127.0.0.1'

/** A warning about the Peas that send in plain text where other machines or containers can read it; `undefined` if none does. */
export function warnOfPlainText(peas: readonly PeaPlan[]): string | undefined {
  const exposed = peas.filter(({ inputs, outputs }) =>
    [...inputs, ...outputs].some(
      (socket) => socket.mode === 'BIND' && usesPort(socket) && (socket.host !== LOOPBACK || socket.bridge),
    ),
  )
  if (exposed.length === 0) return undefined
  const names = exposed.map(({ id }) => id).join(', ')
  return `warning: security: none: other machines that see the network can read what passes through the ports of ${names}`
}
