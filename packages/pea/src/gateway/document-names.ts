import type { Document } from '@peaflow/core'

/** Names documents that have no `id`: by it joins unite what became of them. */
export class DocumentNames {
  readonly #flow: string
  #next = 0

  constructor(flowId: string) {
    this.#flow = BigInt(`0x${flowId}`).toString(36)
  }

  /** The documents, each with an `id`; those given stay as they are. */
  name(documents: readonly Document[]): readonly Document[] {
    return documents.every(isNamed) ? documents : documents.map((document) => this.#name(document))
  }

  #name(document: Document): Document {
    // What is no document is told so when it is encoded.
    if (isNamed(document) || typeof document !== 'object' || Array.isArray(document)) return document
    const { id, ...fields } = document
    return { id: `${this.#flow}-${this.#next++}`, ...fields }
  }
}

function isNamed(document: Document | null): boolean {
  return document === null || document?.id != null
}
