/** A queued request, as far as the choice of the next call is concerned. */
export interface Batchable<Item> {
  /** How many of its documents wait for their call. */
  readonly uncalled: number
  /** No other request shares its call. */
  readonly isAlone: boolean
  /** Whether one call can serve both. Symmetric and transitive. */
  sharesCallWith(other: Item): boolean
}

/** How requests are put together. */
export interface BatchRule<Item> {
  /** The most documents of one call. */
  readonly documents: number
  /** Whether a request has waited long enough for others that share its call. */
  readonly isDue: (item: Item) => boolean
}

/**
 * The requests that share the next call, in order of arrival: those that go with the first one whose call is full or whose
 * time has come. Empty if there is none yet. Only the first of them may have more documents than a call takes.
 */
export function nextBatch<Item extends Batchable<Item>>(
  queued: readonly Item[],
  { documents, isDue }: BatchRule<Item>,
): readonly Item[] {
  const heads: Item[] = []
  for (const [position, head] of queued.entries()) {
    if (heads.some((earlier) => earlier.sharesCallWith(head))) continue
    const { items, isFull } = fill(queued.slice(position), documents)
    if (isFull || isDue(head)) return items
    heads.push(head)
  }
  return []
}

/** What shares the call of the first request, and whether no more does: the next one that could does not fit. */
function fill<Item extends Batchable<Item>>(queued: readonly Item[], documents: number) {
  const [head, ...others] = queued as [Item, ...Item[]]
  const items = [head]
  let room = documents - head.uncalled
  if (head.isAlone) return { items, isFull: true }
  for (const item of others) {
    if (room <= 0) break
    if (!head.sharesCallWith(item)) continue
    if (item.uncalled > room) return { items, isFull: true }
    items.push(item)
    room -= item.uncalled
  }
  return { items, isFull: room <= 0 }
}
