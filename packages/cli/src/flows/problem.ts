import { type ErrorCode, FlowError } from '@peaflow/core'

/** The error that a problem (RFC 9457) of a Flow stands for. */
export function readProblem(status: number, text: string): FlowError {
  return toFlowError(parse(text), `the Flow answered with the status ${status}`)
}

/** The error for a parsed problem. Its fields are checked: a page of another server is none. */
export function toFlowError(problem: unknown, otherwise: string): FlowError {
  const fields = typeof problem === 'object' && problem !== null ? (problem as Readonly<Record<string, unknown>>) : {}
  const { code, detail, hint, pod, pea } = fields
  return new FlowError(isCode(code) ? code : 'REQUEST_FAILED', toText(detail) ?? otherwise, {
    hint: toText(hint),
    pod: toText(pod),
    pea: toText(pea),
  })
}

function isCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && /^(?:CONFIG|TOPOLOGY|ADDRESS|LAUNCH|REQUEST)_[A-Z0-9_]{1,40}$/.test(value)
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
