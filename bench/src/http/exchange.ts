import type { Document } from '@peaflow/core'

/** What every client sends, and what every server answers with. */
export const DOCUMENTS: Document[] = [{ id: '1', text: 'hello' }]

/** The same as the body of a request and of its answer. */
export const BODY = JSON.stringify({ documents: DOCUMENTS })

/** A server under load, in a process of its own together with its workers. */
export interface HttpServer {
  readonly url: string
  close(): Promise<void>
}
