import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { TlsMaterial } from '../address/tls.ts'

/** Milliseconds that a connection to an Engine may take, with the search for its name. */
const PATIENCE = 10_000

/** Milliseconds of silence after which the system asks whether the other end is there; it gives up 10 s later. */
const SILENCE = 5_000

/**
 * Connects to an Engine of another machine, which may be gone without a word: gives up a connection that does not come
 * about, and notices when one that stands is cut.
 */
export function openAgent(tls: TlsMaterial | undefined): HttpAgent {
  if (tls === undefined) {
    return Object.assign(new HttpAgent(), {
      createConnection: (options: NetConnectOpts) => watch(connect(options), 'connect'),
    })
  }
  const { skipVerify = false, ...material } = tls
  return Object.assign(new HttpsAgent({ ...material, rejectUnauthorized: !skipVerify }), {
    createConnection: (options: ConnectionOptions) => watch(connectTls(options), 'secureConnect'),
  })
}

function watch(socket: Socket, connected: 'connect' | 'secureConnect'): Socket {
  const giveUp = () => socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }))
  const timer = setTimeout(giveUp, PATIENCE)
  for (const event of [connected, 'close']) socket.once(event, () => clearTimeout(timer))
  return socket.setKeepAlive(true, SILENCE)
}
