import { readCauses, type WireCause } from './error-cause.ts'

/** Why a request failed, as it travels: as the payload of a message, or on the control channel. */
export interface WireError {
  /** A `REQUEST_…` or `LAUNCH_…` code. */
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly pod: string
  /** The id of the Pea in which it happened, or that did not respond. */
  readonly pea: string
  /** The stack trace of the user's code. */
  readonly stack?: string | undefined
  /** What led to it, unless the message says so. */
  readonly causes?: readonly WireCause[] | undefined
}

/** Encodes an error as the payload of a message. It is JSON, so that a Pea that routes it need not load the document codec. */
export function encodeError(error: WireError): Uint8Array {
  return Buffer.from(JSON.stringify(error))
}

const UNREADABLE: WireError = {
  code: 'REQUEST_FAILED',
  message: 'an error arrived that breaks the protocol: its payload is not an error in JSON',
  pod: '',
  pea: '',
}

/** The inverse of {@link encodeError}. A payload that is not an error becomes one that says so. */
export function decodeError(payload: Uint8Array): WireError {
  return readError(payload) ?? UNREADABLE
}

/** Whether a payload is an error in JSON. */
export function isEncodedError(payload: Uint8Array): boolean {
  return readError(payload) !== undefined
}

function readError(payload: Uint8Array): WireError | undefined {
  try {
    const error = JSON.parse(Buffer.from(payload).toString()) as Partial<WireError>
    const { code, message, hint, pod, pea, stack } = error
    if (![code, message, pod, pea].every((one) => typeof one === 'string')) return undefined
    const required = { code: String(code), message: String(message), pod: String(pod), pea: String(pea) }
    const causes = readCauses(error.causes)
    return {
      ...required,
      ...(hint && { hint: String(hint) }),
      ...(stack && { stack: String(stack) }),
      ...(causes && { causes }),
    }
  } catch {
    return undefined
  }
}
