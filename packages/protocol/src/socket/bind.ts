import { FlowError } from '@peaflow/core'

/** What a BIND socket opens. */
export interface BindTarget {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** A Unix socket instead. */
  readonly path?: string | undefined
}

/** Milliseconds for which a port may be in use before that is an error. */
const RETRY_TIMEOUT = 500

/** Milliseconds between two attempts. */
const RETRY_DELAY = 50

/**
 * Binds a socket. Retries while the port is in use, because the socket that had it before may still be closing.
 *
 * @param retryTimeout - milliseconds for which the port may be in use
 * @throws FlowError `ADDRESS_IN_USE` if the port stays in use, `LAUNCH_OPEN_FILES` if the process or the machine has too
 * many open files, `ADDRESS_BIND` if it cannot be opened for another reason.
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

function toFlowError({ host, port, path }: BindTarget, cause: unknown): FlowError {
  if (cause instanceof FlowError) return cause
  const { code = String(cause) } = cause as NodeJS.ErrnoException
  if (path !== undefined) return toPathError(path, { code, cause })
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

function toPathError(path: string, { code, cause }: { readonly code: string; readonly cause: unknown }): FlowError {
  const isLimit = code === 'EMFILE' || code === 'ENFILE'
  return new FlowError(
    isLimit ? 'LAUNCH_OPEN_FILES' : 'ADDRESS_BIND',
    `${isLimit ? 'too many open files: ' : ''}the Unix socket ${path} cannot be opened: ${code}`,
    {
      hint: isLimit ? HINTS[code] : 'Its folder is that of a running Flow: do not change it while the Flow runs',
      cause,
    },
  )
}
