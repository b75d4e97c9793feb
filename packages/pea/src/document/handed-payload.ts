import type { Document } from '@peaflow/core'
import { checkDocuments, type Payload } from './payload.ts'

/** What a Pod of a group hands to the next one in its Pea: a payload whose documents are objects, and which has no bytes. */
export class HandedPayload extends Uint8Array {
  readonly documents: Document[]
  readonly parameters: Readonly<Record<string, unknown>>

  /** @throws FlowError `REQUEST_DOCUMENT` if one of the documents is not an object. */
  constructor({ documents, parameters }: Payload) {
    super(0)
    checkDocuments(documents)
    this.documents = documents as Document[]
    this.parameters = parameters
  }
}
