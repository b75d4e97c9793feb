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
 * @throws FlowError `ADDRESS_IN_USE` if the port is taken, `LAUNCH_OPEN_FILES` if the process or the machine has too many
 * open files, `ADDRESS_BIND` if it cannot be opened otherwise.
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

/** What the system's codes mean for the author of the Flow, and how to fix it. */
const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'Stop the program that listens there, or give the Pod another port, or none: Peaflow then finds a free one',
  EACCES: 'This user may not open that port: use one from 1024, or none: Peaflow then finds a free one',
  EADDRNOTAVAIL:
    'The address must be an IPv4 address of this machine: check host_in, host_out and bind, and for 127.0.0.1 that the loopback interface has it (ip addr show lo)',
  EMFILE: 'This process may not open more files: raise the limit (ulimit -n 4096), or use fewer replicas',
  ENFILE: 'This machine may not open more files: raise the limit (sysctl fs.file-max), or use fewer replicas',
}

function toError({ host, port }: BindTarget, cause: unknown): FlowError {
  if (cause instanceof FlowError) return cause
  const { code = String(cause) } = cause as NodeJS.ErrnoException
  const hint = HINTS[code]
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new FlowError(
      'LAUNCH_OPEN_FILES',
      `too many open files: port ${port} of ${host} cannot be opened: ${code}`,
      {
        hint,
        cause,
      },
    )
  }
  if (code === 'EADDRINUSE') return new FlowError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, { hint, cause })
  const what = port === 0 ? `no port of ${host}` : `port ${port} of ${host}`
  return new FlowError('ADDRESS_BIND', `${what} can${port === 0 ? '' : 'not'} be opened: ${code}`, { hint, cause })
}
