/** Why a request failed, as it travels: in an error part, or over the control channel. */
export interface WireError {
  /** A `REQUEST_…` or `LAUNCH_…` code. */
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly pod: string
  /** The id of the Pea it happened in, or that was waited for. */
  readonly pea: string
  /** The stack trace of the user's code. */
  readonly stack?: string | undefined
}

/** The payload of an error part: JSON, because whoever routes it need not load a codec of documents. */
export function encodeError(error: WireError): Uint8Array {
  return Buffer.from(JSON.stringify(error))
}

/** The inverse of {@link encodeError}; what does not read as an error becomes one that says so. */
export function decodeError(payload: Uint8Array): WireError {
  try {
    const { code, message, hint, pod, pea, stack } = JSON.parse(Buffer.from(payload).toString()) as Partial<WireError>
    const required = { code: String(code), message: String(message), pod: String(pod), pea: String(pea) }
    return { ...required, ...(hint && { hint: String(hint) }), ...(stack && { stack: String(stack) }) }
  } catch {
    return { code: 'REQUEST_FAILED', message: 'an error that cannot be read', pod: '', pea: '' }
  }
}
