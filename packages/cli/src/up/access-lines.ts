import type { LogLevel } from '@peaflow/core'
import type { FlowLogLine } from '@peaflow/engine'
import type { AccessEntry, OnAccess } from '@peaflow/serve'

/** A line of the log about a request; `--json` writes the request itself as well. */
export interface AccessLine extends FlowLogLine {
  readonly request?: AccessEntry | undefined
}

/** The most lines about failed requests in a second, where only those are asked for: overload must not fill a disk. */
const MOST_FAILED = 20

/** Milliseconds. */
const SECOND = 1_000

/** Writes a line for each request, as the gateway. */
export function allRequests(onLine: (line: AccessLine) => void): OnAccess {
  return (entry) => onLine(lineOf(entry))
}

/**
 * Writes a line for each request that failed here (5xx) or whose client left (499). Of more than 20 in a second it says how
 * many they are.
 */
export function failedRequests(onLine: (line: AccessLine) => void): OnAccess {
  let count = 0
  const next = () => {
    if (count > MOST_FAILED) onLine(toLine('error', `${count - MOST_FAILED} more requests failed within a second`))
    count = 0
  }
  return (entry) => {
    // A probe that is answered with 503 has not failed.
    if (entry.code === undefined || entry.status < 499) return
    if (count === 0) setTimeout(next, SECOND).unref()
    count += 1
    if (count <= MOST_FAILED) onLine(lineOf(entry))
  }
}

function lineOf(request: AccessEntry): AccessLine {
  const { method, path, status, ms, requestId, code, pod } = request
  const failure = code === undefined ? '' : ` ${code}${pod === undefined ? '' : ` in ${pod}`}`
  const text = `${method} ${path} ${status} ${ms.toFixed(1)} ms ${requestId}${failure}`
  return { ...toLine(levelOf(status), text), request }
}

function toLine(level: LogLevel, text: string): AccessLine {
  return { pea: 'gateway', stream: 'stderr', level, text }
}

function levelOf(status: number): LogLevel {
  if (status >= 500) return 'error'
  return status === 499 ? 'warn' : 'info'
}
