/** A node of a YAML document; `offset` is the character at which it begins. */
export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias

/** A node that is not an alias. */
export type YamlContent = Exclude<YamlNode, YamlAlias>

/** A string, a number, a boolean or null. */
export interface YamlScalar {
  readonly kind: 'scalar'
  readonly offset: number
  /** The value by the core schema of YAML 1.2. */
  readonly value: string | number | boolean | null
  /** The string as written, its quotes and escapes resolved: `1.10` and `007` keep their zeros. */
  readonly text: string
  /** Written without quotes, and not as a block. */
  readonly isPlain: boolean
}

/** A list. */
export interface YamlList {
  readonly kind: 'list'
  readonly offset: number
  readonly items: readonly YamlNode[]
}

/** A mapping, with its keys in the order of the file. */
export interface YamlMap {
  readonly kind: 'map'
  readonly offset: number
  readonly pairs: readonly YamlPair[]
}

/** A key of a mapping and its value. */
export interface YamlPair {
  readonly key: YamlNode
  readonly value: YamlNode
}

/** An alias such as `*name`. */
export interface YamlAlias {
  readonly kind: 'alias'
  readonly offset: number
  readonly target: YamlContent
}

/** What is wrong in a document, and at which character. */
export interface YamlRemark {
  readonly message: string
  readonly offset: number
}

/** The node that an alias stands for; any other node is itself. */
export function resolveAlias(node: YamlNode): YamlContent {
  return node.kind === 'alias' ? node.target : node
}

/** Whether a node is empty, `~` or `null`. */
export function isNull(node: YamlNode): boolean {
  const content = resolveAlias(node)
  return content.kind === 'scalar' && content.value === null
}
