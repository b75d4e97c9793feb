import type { Document } from '@peaflow/core'
import { type LineFormat, toDocument } from '../input/documents.ts'
import { type InputLine, readLines } from '../input/lines.ts'
import type { Source } from '../input/source.ts'
import { diagnose } from '../report/diagnosis.ts'
import type { Screen } from '../screen/screen.ts'
import type { PendingRequests } from './pending-requests.ts'

/** The documents of a source, and the error that ended them early. */
export interface DocumentInput {
  readonly documents: AsyncIterable<Document>
  /** Set once `documents` has ended at a line that is not a document. */
  readonly problem: unknown
}

/** How documents are read. */
export interface ReadDocumentsOptions {
  readonly format: LineFormat
  /** Records each document that is read. */
  readonly pending: PendingRequests
  readonly screen: Screen
}

/**
 * Reads the documents of a source. A line that is not a document ends them, so that those before it are answered first.
 * If a person types it, it is only reported.
 */
export function readDocuments(source: Source, options: ReadDocumentsOptions): DocumentInput {
  const input: { documents: AsyncIterable<Document>; problem: unknown } = { documents: read(), problem: undefined }
  return input

  async function* read(): AsyncGenerator<Document> {
    try {
      for await (const line of readLines(source.chunks, { name: source.name })) {
        const document = readDocument(line, source, options)
        if (document === undefined) continue
        options.pending.add(document, line.number)
        yield document
      }
    } catch (caught) {
      input.problem = caught
    }
  }
}

function readDocument(line: InputLine, source: Source, { format, screen }: ReadDocumentsOptions): Document | undefined {
  if (!source.interactive) return toDocument(line, format, source.name)
  if (line.text.trim() === '') return undefined
  try {
    return toDocument(line, format, source.name)
  } catch (caught) {
    screen.failure(diagnose(caught))
    return undefined
  }
}
