/** What may stand between a node and an empty one after it, and the indicator in front of that. */
const TO_EMPTY = /(?:["'\]},]|\s|#.*)*(?:---|[-:?])?/y

const BLOCK_HEADER = /[|>][-+\d]*[ \t]*(?:#.*)?[\r\n]*$/

/** Where an empty node would begin: behind its indicator, after the node that ends at `end`. */
export function emptyStart(text: string, end: number): number {
  TO_EMPTY.lastIndex = end
  TO_EMPTY.test(text)
  return TO_EMPTY.lastIndex
}

/** Where a block scalar has its `|` or `>`, on the line before its content; `from` is where the node before it ends. */
export function blockStart(text: string, { from, to }: { readonly from: number; readonly to: number }): number {
  const between = text.slice(from, to)
  const content = between.trimEnd()
  const line = Math.max(content.lastIndexOf('\n'), content.lastIndexOf('\r')) + 1
  const match = BLOCK_HEADER.exec(between.slice(line))
  return from + line + (match?.index ?? 0)
}
