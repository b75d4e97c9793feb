import { type handleUnaryCall, type ServerWritableStream, status } from '@grpc/grpc-js'
import type { RunningFlow } from '@peaflow/engine'

/** Milliseconds between two looks at the health of a Flow for those who watch it. */
const INTERVAL = 250

/** The names that a client may ask for: the server, and its one service. */
const SERVICES: readonly string[] = ['', 'peaflow.v1.Flow']

/** What a client asks. */
interface HealthRequest {
  readonly service?: string
}

/** What it is answered. */
interface HealthResponse {
  readonly status: 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN'
}

type Watcher = ServerWritableStream<HealthRequest, HealthResponse>

/** The health of a Flow, computed from its Pods when it is asked for. */
export class Health {
  readonly #running: RunningFlow
  readonly #isLeaving: () => boolean
  /** Those who watch, and how to look again on behalf of each. */
  readonly #watchers = new Map<Watcher, () => void>()

  constructor(running: RunningFlow, isLeaving: () => boolean) {
    this.#running = running
    this.#isLeaving = isLeaving
  }

  readonly check: handleUnaryCall<HealthRequest, HealthResponse> = ({ request }, callback) => {
    const { service = '' } = request
    const known = SERVICES.includes(service)
    if (known) callback(null, { status: this.#statusOf(service) })
    else callback({ code: status.NOT_FOUND, details: `there is no service "${service.slice(0, 100)}"` })
  }

  /** Writes the status at once, and when it changes. */
  readonly watch = (call: Watcher): void => {
    let last: HealthResponse['status'] | undefined
    const look = () => {
      const current = this.#statusOf(call.request.service ?? '')
      if (current !== last) call.write({ status: current })
      last = current
    }
    look()
    const timer = setInterval(look, INTERVAL)
    timer.unref()
    this.#watchers.set(call, look)
    call.on('close', () => {
      clearInterval(timer)
      this.#watchers.delete(call)
    })
  }

  /** Those who watch see that the server is going, and nothing more. */
  drain(): void {
    for (const [call, look] of this.#watchers) {
      look()
      call.end()
      this.#watchers.delete(call)
    }
  }

  #statusOf(service: string): HealthResponse['status'] {
    if (!SERVICES.includes(service)) return 'SERVICE_UNKNOWN'
    return this.#running.readiness().status === 'ready' && !this.#isLeaving() ? 'SERVING' : 'NOT_SERVING'
  }
}
