import { IncomingMessage } from 'node:http'

const isUpgrade = Symbol('upgrade')

/**
 * A message of Node's `http` that asks for an upgrade only if it asks for WebSocket. Node takes every `Upgrade` for one as soon
 * as a server listens for upgrades; Java's HttpClient and `curl --http2` send `Upgrade: h2c` with any request, and would
 * get no answer.
 */
export class UpgradableMessage extends IncomingMessage {
  [isUpgrade]: boolean | null = null

  /** Node sets it before it has read the headers, and looks at it after that. */
  get upgrade(): boolean {
    return this[isUpgrade] === true && (this.method === 'CONNECT' || isWebSocket(this.headers.upgrade))
  }

  set upgrade(value: boolean | null) {
    this[isUpgrade] = value
  }
}

function isWebSocket(upgrade: string | undefined): boolean {
  return upgrade?.toLowerCase() === 'websocket'
}
