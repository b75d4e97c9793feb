import type { Document } from '@peaflow/core'

/** What a request asks for. */
export interface Content {
  /** All at once, for one request of the Flow; or as they come, for several. */
  readonly documents: readonly Document[] | AsyncIterable<Document>
  readonly parameters: Readonly<Record<string, unknown>>
}
