import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { RunningFlow } from '@peaflow/engine'
import type { WebSocket, WebSocketServer } from 'ws'
import { Grace } from '../http/grace.ts'
import { IncomingRequest } from '../http/incoming-request.ts'
import type { LoggedCalls } from '../log/take-call.ts'
import { requestIdOf } from '../routes/request-id.ts'
import { close } from './close.ts'
import { Connection } from './connection.ts'
import { keepAlive, PING_INTERVAL } from './keep-alive.ts'
import { findOurs } from './subprotocol.ts'
import { decideUpgrade, refuseUpgrade, type Upgrade, type UpgradeRules } from './upgrade.ts'

/** What is served over WebSocket. */
export interface WebSocketOptions extends UpgradeRules, LoggedCalls {
  readonly running: RunningFlow
  /** The most bytes of a message. */
  readonly maxBody: number
  /**
   * Milliseconds between pings.
   *
   * @defaultValue 20_000
   */
  readonly pingInterval?: number | undefined
}

/** Milliseconds that a client has to close its side of a connection. */
const CLOSE_TIMEOUT = 5_000

/** The clients that call over WebSocket. */
export class WebSockets {
  readonly #options: WebSocketOptions
  readonly #connections = new Map<WebSocket, Connection | undefined>()
  readonly #grace = new Grace(() => this.#endAll())
  #server: Promise<WebSocketServer> | undefined

  constructor(options: WebSocketOptions) {
    this.#options = options
  }

  /** Upgrades a request of an HTTP server that asks for it. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined)
    void this.#upgrade(incoming, socket as Socket, head)
  }

  /**
   * Closes the connections when their calls have been answered, for as long as one is within each grace period (milliseconds).
   */
  async close(grace: number): Promise<void> {
    for (const connection of this.#connections.values()) connection?.drain()
    this.#grace.begin(grace)
    const closed = [...this.#connections.keys()].map((socket) => new Promise((resolve) => socket.on('close', resolve)))
    await Promise.all(closed)
    this.#grace.end()
  }

  async #upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const request = new IncomingRequest(incoming)
    const requestId = requestIdOf(request.header('x-request-id'))
    const refused = (error: unknown) => {
      this.#options.log?.turnedAway({ protocol: 'websocket', path: request.path, requestId }, error)
    }
    try {
      const upgrade = decideUpgrade(request, this.#options)
      if (upgrade.refusal !== undefined) refused(upgrade.refusal.error)
      this.#server ??= openServer(this.#options.maxBody)
      const server = await this.#server
      server.handleUpgrade(incoming, socket, head, (webSocket) => this.#open(webSocket, socket, upgrade))
    } catch (error) {
      refused(error)
      refuseUpgrade(incoming, socket, { requestId, error })
    }
  }

  #open(webSocket: WebSocket, socket: Socket, { refusal, subprotocol, endpoint }: Upgrade): void {
    const { pingInterval = PING_INTERVAL } = this.#options
    webSocket.on('close', () => this.#connections.delete(webSocket))
    keepAlive(webSocket, socket, pingInterval)
    if (refusal === undefined) {
      const onAnswered = () => this.#grace.renew()
      const connection = new Connection(webSocket, { ...this.#options, subprotocol, endpoint, onAnswered })
      this.#connections.set(webSocket, connection)
    } else {
      this.#connections.set(webSocket, undefined)
      webSocket.on('error', () => undefined)
      close(webSocket, refusal.code, refusal.error.message)
    }
  }

  #endAll(): void {
    for (const socket of this.#connections.keys()) socket.terminate()
  }
}

/** Loaded for the first client, since most servers have none. */
async function openServer(maxPayload: number): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws')
  const handleProtocols = (offered: ReadonlySet<string>) => findOurs(offered) ?? false
  const options = { noServer: true, clientTracking: false, maxPayload, perMessageDeflate: false, handleProtocols }
  // The types of `ws` do not have the last one.
  return new WebSocketServer(Object.assign(options, { closeTimeout: CLOSE_TIMEOUT }))
}
