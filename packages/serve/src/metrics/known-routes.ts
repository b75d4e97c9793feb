import { endpointLabel } from './endpoint-label.ts'

/** The statuses of requests that failed in a Pod, and not before: see `problem/status.ts`. */
const REACHED: ReadonlySet<number> = new Set([422, 500, 502, 504])

/** The most endpoints that are routes of their own. */
const MOST_ENDPOINTS = 64

/**
 * Which paths are routes of their own: those of ours, and the first 64 endpoints at which an executor was called. So a client
 * cannot make up routes of a Flow that serves what it names. The admin API, whose paths have ids in them, is one route.
 */
export class KnownRoutes {
  /** The route of all other paths. */
  readonly other = '/{endpoint}'
  readonly #paths: ReadonlySet<string>
  readonly #endpoints = new Set<string>()

  /** @param paths - those that are not endpoints */
  constructor(paths: Iterable<string>) {
    this.#paths = new Set(paths)
  }

  /** The route of a request to a path that was answered with a status. */
  of(path: string, status: number): string {
    if (this.#paths.has(path)) return path
    if (path.startsWith('/-/')) return '/-/'
    const isServed = (status >= 200 && status < 300) || REACHED.has(status)
    if (isServed && this.#endpoints.size < MOST_ENDPOINTS && isShort(path)) this.#endpoints.add(path)
    return this.#endpoints.has(path) ? path : this.other
  }
}

function isShort(path: string): boolean {
  return endpointLabel(path) === path
}
