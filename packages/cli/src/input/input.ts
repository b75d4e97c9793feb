import type { Document } from '@peaflow/core'

/** Documents to push through a Flow. */
export interface Input {
  readonly documents: AsyncIterable<InputDocument>
  /** Whether a person types them. */
  readonly interactive: boolean
  /** The sum of the amounts of all documents; `undefined` if it is unknown. */
  readonly size: number | undefined
  /** The files that it is read from. */
  readonly paths: readonly string[]
  /** Ends it, also for a reader that waits for more. */
  close(): void
}

/** A document, and where it is from. */
export interface InputDocument {
  readonly document: Document
  readonly position: InputPosition
  /** How much of the input it is. */
  readonly amount: number
}

/** Where a document is from: a line, from 1, or a file that is a document as a whole. */
export type InputPosition = { readonly line: number } | { readonly file: string }

/** How an input is written. */
export type InputFormat = 'json' | 'text' | 'csv'
