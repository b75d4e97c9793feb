import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RunningFlow } from '@peaflow/engine'
import { Admin } from './admin/admin.ts'
import { Closing } from './http/closing.ts'
import { type FetchHandler, fetchHandlerOf } from './http/fetch-handler.ts'
import { type NodeHandler, nodeHandlerOf } from './http/node-handler.ts'
import { openSocket } from './open-admin.ts'
import type { CloseOptions, MountOptions } from './options.ts'
import { openOtlp } from './otlp/open-otlp.ts'
import type { Otlp } from './otlp/otlp.ts'
import { routerOptions } from './router-options.ts'
import type { RouterOptions } from './routes/route.ts'
import { createRouter } from './routes/router.ts'
import { WebSockets } from './websocket/web-sockets.ts'

/** Takes the event `upgrade` of a server of Node's `http`. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A Flow in a server of the user's, with all that {@link serve} has but the ports. */
export interface MountedFlow extends AsyncDisposable {
  /** For Node's `http`, and for frameworks that take such handlers: Express, Fastify. */
  readonly node: NodeHandler
  /** For frameworks that take a `Request` and give a `Response`: Hono, Next. */
  readonly fetch: FetchHandler
  /** For the event `upgrade` of the same server: clients over WebSocket. */
  readonly upgrade: UpgradeHandler
  /**
   * What the live page at `/-/` asks for: its address is `/-/#<token>`. The `token` of the options, or one of this start;
   * `undefined` without `administration`. It is a secret: not for a log.
   */
  readonly pageToken: string | undefined
  /**
   * Says at `/readyz` that it is draining, for as long as `drain` says; then takes no new requests, and ends the WebSockets when
   * their calls have been answered. The server itself is its owner's to close, and the Flow goes on. May be called again, with
   * a shorter grace period.
   */
  close(options?: CloseOptions): Promise<void>
}

/**
 * Makes the handlers for a server that there is already: HTTP, WebSocket, the live page and its admin API, traces over OTLP.
 * Requests that come by any of them are admitted and counted together.
 *
 * @example
 * const mounted = await mountFlow(running)
 * const server = createServer(mounted.node).on('upgrade', mounted.upgrade).listen(8080)
 */
export async function mountFlow(running: RunningFlow, options: MountOptions = {}): Promise<MountedFlow> {
  const mount = await Mount.open(running, options)
  await mount.openSocket()
  return mount
}

/** What is made once for a Flow that is served, whichever servers there are. */
export class Mount implements MountedFlow {
  readonly router: RouterOptions
  readonly admin: Admin | undefined
  readonly node: NodeHandler
  readonly fetch: FetchHandler
  readonly #closing: Closing
  readonly #otlp: Otlp | undefined
  readonly #webSockets: WebSockets
  readonly #drain: number

  static async open(running: RunningFlow, options: MountOptions): Promise<Mount> {
    return new Mount(running, options, await openOtlp({ running, environment: process.env }))
  }

  private constructor(running: RunningFlow, options: MountOptions, otlp: Otlp | undefined) {
    const closing = new Closing()
    const { administration, drain = 0 } = options
    this.#closing = closing
    this.#otlp = otlp
    this.#drain = drain
    this.admin = administration && new Admin(running, administration, () => closing.isUnderWay)
    this.router = routerOptions({ running, options, admin: this.admin, otlp, closing })
    this.#webSockets = new WebSockets(this.router)
    const answer = createRouter(this.router)
    this.node = nodeHandlerOf(answer)
    this.fetch = fetchHandlerOf(answer)
  }

  readonly upgrade: UpgradeHandler = (request, socket, head) => this.#webSockets.upgrade(request, socket, head)

  /** Whether it says that it is not ready. */
  readonly isLeaving = (): boolean => this.#closing.isLeaving

  get pageToken(): string | undefined {
    return this.router.admin?.access.token
  }

  /** Opens the admin API at `admin.sock`, if there is one. */
  async openSocket(): Promise<void> {
    if (this.admin !== undefined) await openSocket(this.admin, this.router)
  }

  async close(options: CloseOptions = {}): Promise<void> {
    await this.closeWith(options, () => undefined)
  }

  /** Closes with it what else is to be closed within a grace period, once no new request is taken. */
  async closeWith(
    { grace = 5_000, drain = this.#drain }: CloseOptions,
    closeServers: (grace: number) => unknown,
  ): Promise<void> {
    const begun = this.#closing.begin(grace === 0 ? 0 : drain)
    this.admin?.events.changed()
    await begun
    this.router.observer.stop()
    await Promise.all([this.#webSockets.close(grace), closeServers(grace)])
    this.#closing.end()
    await this.#otlp?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
