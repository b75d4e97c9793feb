import { PiecesAsReceived, PiecesInOrder } from './piece-results.ts'
import { type Results, ResultsAsReceived, ResultsInOrder } from './results.ts'

/** The results of a stream. */
export function resultsOf({ ordered, pieces }: { readonly ordered: boolean; readonly pieces: boolean }): Results {
  if (pieces) return ordered ? new PiecesInOrder() : new PiecesAsReceived()
  return ordered ? new ResultsInOrder() : new ResultsAsReceived()
}
