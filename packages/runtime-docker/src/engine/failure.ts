/** What dockerode throws: an error response of the Engine with its status, or a system error with its code. */
export interface EngineFailure extends Error {
  readonly statusCode?: number | undefined
  readonly code?: string | undefined
  readonly json?: { readonly message?: string | undefined } | undefined
}

/** Whether what the request named does not exist. */
export function isMissing(caught: unknown): boolean {
  return (caught as EngineFailure).statusCode === 404
}

/** Whether the Engine rejected the request as malformed, or the request could not even be written. */
export function isMalformed(caught: unknown): boolean {
  const { statusCode, code } = caught as EngineFailure
  return statusCode === 400 || code === 'ERR_UNESCAPED_CHARACTERS'
}

/** Whether the request conflicts with the state of the container: it has ended, or is being removed. */
export function isInConflict(caught: unknown): boolean {
  return (caught as EngineFailure).statusCode === 409
}

/** Whether the Engine did not respond at all. */
export function isUnreachable(caught: unknown): boolean {
  const { code = '' } = caught as EngineFailure
  // ECONNREFUSED, ENOENT, EACCES, ECONNRESET and so on, or a tunnel that does not open.
  return caught instanceof Error && /^E(AI_)?[A-Z]+$|^LAUNCH_DOCKER_(UNREACHABLE|SSH)$/.test(code)
}

/** The Engine's own message, or that of the system error. */
export function messageOf(caught: unknown): string {
  const { json, message } = caught as EngineFailure
  // Of a response that is read as a stream, dockerode parses no JSON: the message is behind its own words.
  return (json?.message ?? message.replace(/^\(HTTP code \d+\) [\w ]+ - /, '')).trim()
}
