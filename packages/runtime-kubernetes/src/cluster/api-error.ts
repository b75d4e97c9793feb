/** An answer of the API of Kubernetes that is not a success. */
export class ApiError extends Error {
  /** The status of HTTP. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
  }
}

/** Whether an error says that the object does not exist. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404
}

/** The longest reason that is quoted, in characters. */
const MAX_REASON = 500

/** The error of an answer, with the reason that its body gives: a `Status` of the API, or any text. */
export function toApiError(status: number, body: string): ApiError {
  const message = readMessage(body) ?? (body.trim() || `it answered ${status}`)
  return new ApiError(status, message.slice(0, MAX_REASON))
}

function readMessage(body: string): string | undefined {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown }
    return typeof message === 'string' && message !== '' ? message : undefined
  } catch {
    return undefined // not a Status
  }
}
