import { Document, isMap, isNode, isPair, isScalar, type Node, type Pair } from 'yaml'
import type { NotedDocument } from './noted.ts'

/** Tools that read manifests follow YAML 1.1, in which `on` and `1:30` are not strings. */
const READ_BY_OLD_TOOLS = { compat: 'yaml-1.1', aliasDuplicateObjects: false } as const

const STYLE = { lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: true } as const

/** Writes documents, one after another, as the text of a YAML file. */
export function writeYaml(documents: readonly NotedDocument[]): string {
  return documents.map(writeDocument).join('---\n')
}

function writeDocument({ data, notes }: NotedDocument): string {
  const document = new Document(data, READ_BY_OLD_TOOLS)
  for (const [path, note] of Object.entries(notes)) {
    const noted = path === '' ? document : findNoted(document.contents, path.split('/'))
    if (noted !== undefined) noted.commentBefore = toComment(note)
  }
  return document.toString(STYLE)
}

/** Each line of a comment begins with a space. */
function toComment(note: string): string {
  return note
    .split('\n')
    .map((row) => ` ${row}`)
    .join('\n')
}

/** The node before which a comment on this path stands: the key of a field, or an item. */
function findNoted(node: unknown, [key = '', ...rest]: readonly string[]): Node | undefined {
  const child = childOf(node, key)
  if (rest.length > 0) return findNoted(isPair(child) ? child.value : child, rest)
  if (isPair(child)) return isNode(child.key) ? child.key : undefined
  return isNode(child) ? child : undefined
}

function childOf(node: unknown, key: string): Node | Pair | undefined {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
  const items = typeof node === 'object' && node !== null && 'items' in node ? node.items : undefined
  const item: unknown = Array.isArray(items) ? items[Number(key)] : undefined
  return isNode(item) ? item : undefined
}
