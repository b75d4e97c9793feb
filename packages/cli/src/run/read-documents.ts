import type { Document } from '@peaflow/core'
import { type LineFormat, toDocument } from '../input/documents.ts'
import { type InputLine, readLines } from '../input/lines.ts'
import type { Source } from '../input/source.ts'
import { diagnose } from '../report/diagnosis.ts'
import type { Screen } from './screen.ts'
import type { Sent } from './sent.ts'

/** The documents of a source, and what ended them before their end. */
export interface DocumentInput {
  readonly documents: AsyncIterable<Document>
  /** Set when `documents` has ended at something that is no document. */
  readonly problem: unknown
}

/** How documents are read. */
export interface ReadDocumentsOptions {
  readonly format: LineFormat
  /** Is told of each document that is asked for. */
  readonly sent: Sent
  readonly screen: Screen
}

/**
 * Reads the documents of a source. A line that is none ends them, so that what came before is answered first; of a
 * person who types it is only reported.
 */
export function readDocuments(source: Source, options: ReadDocumentsOptions): DocumentInput {
  const input: { documents: AsyncIterable<Document>; problem: unknown } = { documents: read(), problem: undefined }
  return input

  async function* read(): AsyncGenerator<Document> {
    try {
      for await (const line of readLines(source.chunks, { name: source.name })) {
        const document = readDocument(line, source, options)
        if (document === undefined) continue
        options.sent.add(document, line.number)
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
