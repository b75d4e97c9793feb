import { isFlowError } from '@peaflow/core'

/** Where in a file a mistake is; numbers from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** As in `pods.encode.replicas`. */
  readonly path?: string | undefined
}

/** What there is to say about a mistake, a warning or a failure. */
export interface Diagnosis {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Stable; absent for what is no error of ours. */
  readonly code?: string | undefined
  readonly hint?: string | undefined
  readonly place?: SourcePlace | undefined
  /** The Pod and the Pea it happened in. */
  readonly pod?: string | undefined
  readonly pea?: string | undefined
  readonly stack?: string | undefined
}

/** What there is to say about something that was thrown. */
export function diagnose(caught: unknown): Diagnosis {
  if (isFlowError(caught)) {
    const { code, message, hint } = caught
    return { severity: 'error', code, message, hint, ...whereabouts(caught), stack: stackOf(caught) }
  }
  const message = caught instanceof Error ? caught.message : String(caught)
  return {
    severity: 'error',
    message: message || 'something failed without a message',
    hint: 'This may be a mistake in Peaflow; --debug prints where it happened',
    stack: caught instanceof Error ? stackOf(caught) : undefined,
  }
}

/** A request's error says in which Pod and Pea it happened. */
function whereabouts(error: Error): Pick<Diagnosis, 'pod' | 'pea'> {
  const { pod, pea } = error as { pod?: unknown; pea?: unknown }
  return { pod: typeof pod === 'string' ? pod : undefined, pea: typeof pea === 'string' ? pea : undefined }
}

function stackOf(error: Error): string | undefined {
  const cause = error.cause instanceof Error ? stackOf(error.cause) : undefined
  return cause === undefined ? error.stack : `${error.stack}\ncaused by ${cause}`
}
