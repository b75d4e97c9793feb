import type { Struct } from './struct.ts'

/** A message `Document` of `flow.proto`. What was not set is missing. */
export interface DocumentMessage {
  readonly id?: string
  readonly text?: string
  readonly blob?: Uint8Array
  readonly mime_type?: string
  readonly uri?: string
  readonly tags?: Struct
  readonly embedding?: readonly number[]
  readonly chunks?: readonly DocumentMessage[]
  readonly matches?: readonly DocumentMessage[]
  readonly score?: number
  readonly fields?: Struct
}

/** A message `Request` of `flow.proto`. */
export interface RequestMessage {
  readonly id?: string
  readonly endpoint?: string
  readonly payload?: Uint8Array
  readonly documents?: readonly DocumentMessage[]
  readonly parameters?: Struct
  readonly cancel?: boolean
  readonly timeout?: number
}

/** A message `Response` of `flow.proto`. */
export interface ResponseMessage {
  readonly id?: string
  readonly payload?: Uint8Array
  readonly documents?: readonly DocumentMessage[]
  readonly last?: boolean
  readonly error?: ProblemMessage
  readonly timings?: Readonly<Record<string, number>>
}

/** A message `Problem` of `flow.proto`. */
export interface ProblemMessage {
  readonly code: string
  readonly detail: string
  readonly pod?: string
  readonly pea?: string
  readonly hint?: string
  readonly request_id: string
  readonly status: number
}
