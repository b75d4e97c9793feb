/** The label of what has no label of its own. A Pea and the gateway call so what is beyond the first 64 endpoints. */
export const OTHER = 'other'

/** The longest endpoint that is a label, in UTF-16 code units. */
const MOST_LENGTH = 128

/**
 * The label of an endpoint. A client may make up the name of an endpoint where a Pod serves all of them: how many are counted
 * apart is limited already, how long they are is limited here.
 */
export function endpointLabel(endpoint: string): string {
  return endpoint.length > MOST_LENGTH ? OTHER : endpoint.replace(/\p{Cs}/gu, '\ufffd')
}

/** Entries by the label of their endpoint, in the order in which the labels occur first. */
export function byEndpoint<T extends { readonly endpoint: string }>(
  entries: readonly T[],
): readonly (readonly [label: string, entries: readonly T[]])[] {
  const labels = new Map<string, T[]>()
  for (const entry of entries) {
    const label = endpointLabel(entry.endpoint)
    labels.set(label, [...(labels.get(label) ?? []), entry])
  }
  return [...labels]
}
