import { FlowError } from '@peaflow/core'

/** What a BIND socket opens. */
export interface BindTarget {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/** Milliseconds that a port may be taken before that is an error. */
const RETRY_FOR = 500

/** Milliseconds between two tries. */
const RETRY_PAUSE = 50

/**
 * Binds; a port given by hand may still be held for a moment by the socket that was there before.
 *
 * @param patience - milliseconds that it may be held
 * @throws FlowError `ADDRESS_IN_USE` if the port is taken, `ADDRESS_BIND` if it cannot be opened otherwise.
 */
export async function bindWithRetry<Bound>(
  target: BindTarget,
  bind: () => Promise<Bound>,
  retryFor: number = RETRY_FOR,
): Promise<Bound> {
  const until = performance.now() + retryFor
  for (;;) {
    try {
      return await bind()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until)
        throw toError(target, error)
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE))
    }
  }
}

function toError({ host, port }: BindTarget, cause: unknown): FlowError {
  if (cause instanceof FlowError) return cause
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new FlowError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, { cause })
  return new FlowError('ADDRESS_BIND', `port ${port} of ${host} cannot be opened: ${String(code)}`, { cause })
}
