import type { Document } from '@peaflow/core'
import { parseJson } from '@peaflow/pea/json'
import type { OperatedFlow } from '../flows/operate.ts'

/** A copy of a message, as the Flow sends it: bytes are base64. */
export interface TappedLine {
  /** When it was copied: ISO 8601. */
  readonly time: string
  readonly pea: string
  readonly at: 'in' | 'out'
  /** The number of the request in its Flow. */
  readonly request: number
  readonly endpoint: string
  readonly documents?: readonly Document[] | undefined
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** What failed the request. */
  readonly error?: { readonly code?: string | undefined; readonly message?: string | undefined } | undefined
  /** The message was larger than the tap takes. */
  readonly truncated: boolean
  readonly bytes: number
  /** How many messages passed the Pea before this one, since its last copy. */
  readonly skipped: number
  readonly piece?: { readonly index: number } | undefined
}

/** What to copy, and how much of it. */
export interface TapQuery {
  readonly pod: string
  readonly at: 'in' | 'out'
  /** The most copies a second of each replica. */
  readonly rate: number
  /** The most bytes of a message. */
  readonly bytes: number
}

/** The copies of messages that pass a Pod, from now on. */
export async function* tapPod(
  flow: OperatedFlow,
  { pod, at, rate, bytes }: TapQuery,
  signal: AbortSignal,
): AsyncGenerator<TappedLine> {
  const query = new URLSearchParams({ at, rate: String(rate), bytes: String(bytes) })
  const path = `/-/pods/${encodeURIComponent(pod)}/tap?${query}`
  // Whole numbers of any size stay what they are.
  for await (const line of flow.lines({ path, signal })) yield parseJson(line) as TappedLine
}
