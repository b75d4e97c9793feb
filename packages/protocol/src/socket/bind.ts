import { FlowError } from '@peaflow/core'

/** What a BIND socket opens. */
export interface BindTarget {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
}

/** Milliseconds for which a port may be in use before that is an error. */
const RETRY_TIMEOUT = 500

/** Milliseconds between two attempts. */
const RETRY_DELAY = 50

/**
 * Binds a socket. Retries while the port is in use, because the socket that had it before may still be closing.
 *
 * @param retryTimeout - milliseconds for which the port may be in use
 * @throws FlowError `ADDRESS_IN_USE` if the port stays in use, `ADDRESS_BIND` if it cannot be opened for another reason.
 */
export async function bindWithRetry<Bound>(
  target: BindTarget,
  bind: () => Promise<Bound>,
  retryTimeout: number = RETRY_TIMEOUT,
): Promise<Bound> {
  const retryUntil = performance.now() + retryTimeout
  for (;;) {
    try {
      return await bind()
    } catch (error) {
      const isInUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isInUse || performance.now() > retryUntil) throw toFlowError(target, error)
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY))
    }
  }
}

function toFlowError({ host, port }: BindTarget, cause: unknown): FlowError {
  if (cause instanceof FlowError) return cause
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new FlowError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, { cause })
  return new FlowError('ADDRESS_BIND', `port ${port} of ${host} cannot be opened: ${String(code)}`, { cause })
}
