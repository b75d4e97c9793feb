import type { Document } from '@peaflow/core'

/** Assigns an `id` to documents without one, because joins merge documents by `id`. */
export class DocumentNames {
  readonly #flow: string
  #next = 0

  constructor(flowId: string) {
    this.#flow = BigInt(`0x${flowId}`).toString(36)
  }

  /** The documents, each with an `id`. Copies a document only to add one. */
  name(documents: readonly Document[]): readonly Document[] {
    return documents.every(hasId) ? documents : documents.map((document) => this.#name(document))
  }

  #name(document: Document): Document {
    // The encoder refuses what is not a document.
    if (hasId(document) || typeof document !== 'object' || Array.isArray(document)) return document
    const { id, ...fields } = document
    return { id: `${this.#flow}-${this.#next++}`, ...fields }
  }
}

function hasId(document: Document | null): boolean {
  return document === null || document?.id != null
}
