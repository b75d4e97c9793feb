import type { RunningFlow } from '@peaflow/engine'
import { Admin } from './admin/admin.ts'
import type { Administration } from './admin/administration.ts'
import { drainable } from './http/drain.ts'
import { listenInFolder } from './http/listen-in-folder.ts'
import { nodeHandlerOf } from './http/node-handler.ts'
import { makeServer } from './http/open-server.ts'
import type { HandlerOptions } from './options.ts'
import { openOtlp } from './otlp/open-otlp.ts'
import { ownOptions, routerOptions } from './router-options.ts'
import type { RouterOptions } from './routes/route.ts'
import { createRouter } from './routes/router.ts'

/** The admin API of a Flow that is served nowhere else. */
export interface OpenedAdmin {
  /** The path of its Unix socket; `undefined` where the system has none. */
  readonly socket: string | undefined
}

/** Milliseconds that replies have after the Flow has stopped. */
const CLOSE_GRACE = 1_000

/**
 * Opens the admin API of a Flow at `admin.sock` in its runtime folder, for this user alone: for a Flow that `serve` does not
 * serve. It is closed when the Flow has stopped.
 */
export async function openAdmin(
  running: RunningFlow,
  administration: Administration,
  options: HandlerOptions = {},
): Promise<OpenedAdmin> {
  const admin = new Admin(running, administration)
  const otlp = await openOtlp({ running, environment: process.env })
  if (otlp !== undefined) void running.stopped.then(() => otlp.close())
  return { socket: await openSocket(admin, routerOptions({ running, options, admin, otlp })) }
}

/** Serves everything at `admin.sock` in the runtime folder, without a token. Returns its path. */
export async function openSocket(admin: Admin, routes: RouterOptions): Promise<string | undefined> {
  const { running } = admin
  if (running.folder === undefined) return undefined
  const router = createRouter(ownOptions(routes, admin))
  const http = makeServer(nodeHandlerOf(router), undefined)
  const drain = drainable(http)
  const path = await listenInFolder(http.server, running.folder)
  void running.stopped.then(() => drain(CLOSE_GRACE))
  return path
}
