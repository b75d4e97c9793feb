import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { TlsMaterial } from '../address/tls.ts'

/** Milliseconds in which a connection to an Engine has to open, name resolution included. */
const CONNECT_TIMEOUT = 10_000

/** Milliseconds of silence after which the system probes the other end; it closes the connection 10 s later. */
const KEEP_ALIVE_DELAY = 5_000

/**
 * An agent for connections to the Engine of another machine, which may disappear without closing them: it gives up on
 * a connection that does not open, and notices when an open one is cut.
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
  const giveUp = () => socket.destroy(Object.assign(new Error('no response in time'), { code: 'ETIMEDOUT' }))
  const timer = setTimeout(giveUp, CONNECT_TIMEOUT)
  for (const event of [connected, 'close']) socket.once(event, () => clearTimeout(timer))
  return socket.setKeepAlive(true, KEEP_ALIVE_DELAY)
}
