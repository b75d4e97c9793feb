import {
  type AliasEvent,
  COLLECTION_STYLE,
  type DocumentEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml'
import { MAX_DEPTH, tooDeep } from './limits.ts'
import type { YamlContent, YamlNode, YamlPair, YamlRemark, YamlScalar } from './node.ts'
import { fullTag, isCollectionTag, plainValue, type ScalarValue, taggedValue } from './scalar.ts'
import { blockStart, emptyStart } from './start.ts'

/** The nodes of one document, and what is wrong with them. */
export interface ComposedDocument {
  readonly root: YamlNode | undefined
  /** Its root has the tag with which the flow files of Jina begin. */
  readonly isJina: boolean
  readonly problems: readonly YamlRemark[]
  readonly warnings: readonly YamlRemark[]
  /** The offset behind its last node. */
  readonly end: number
}

/** A list or a mapping whose end has not been reached. */
interface OpenCollection {
  add(node: YamlNode): void
}

/** Flow files of Jina begin with this tag. */
const JINA_TAG = '!Flow'

/** Composes the nodes of one document from its events. */
export class DocumentComposer {
  readonly #text: string
  readonly #anchors = new Map<string, YamlContent>()
  readonly #tagPrefixes = new Map<string, string>()
  readonly #open: OpenCollection[] = []
  readonly #problems: YamlRemark[] = []
  readonly #warnings: YamlRemark[] = []
  #root: YamlNode | undefined
  #isJina = false
  #end = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Takes the next event of the document. */
  add(event: Event): void {
    if (event.type === EVENT_ID.DOCUMENT) this.#readDirectives(event)
    else if (event.type === EVENT_ID.POP) this.#open.pop()
    else if (event.type === EVENT_ID.SCALAR) this.#attach(this.#toScalar(event))
    else if (event.type === EVENT_ID.ALIAS) this.#attach(this.#toAlias(event))
    else this.#openCollection(event)
  }

  /** The document, once all its events were added. */
  compose(): ComposedDocument {
    return {
      root: this.#root,
      isJina: this.#isJina,
      problems: this.#problems,
      warnings: this.#warnings,
      end: this.#end,
    }
  }

  #readDirectives({ directives }: DocumentEvent): void {
    for (const directive of directives) {
      if (directive.kind === 'tag') this.#tagPrefixes.set(directive.handle, directive.prefix)
    }
  }

  #attach(node: YamlNode): void {
    // The parser counts keys too, so that its own limit is not exact.
    if (this.#open.length === MAX_DEPTH && this.#problems.length === 0) {
      this.#problems.push({ message: tooDeep(), offset: node.offset })
    }
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = node
    else parent.add(node)
  }

  #openCollection(event: SequenceEvent | MappingEvent): void {
    const kind = event.type === EVENT_ID.SEQUENCE ? 'list' : 'map'
    const tag = this.#tagOf(event)
    if (tag !== undefined && !isCollectionTag(tag, kind)) this.#warnOfTag(event)
    const { node, open } = kind === 'list' ? openList(event.start) : openMap(event.start)
    this.#setAnchor(event, node)
    this.#attach(node)
    this.#open.push(open)
    // A block begins with its first indicator or key, which belongs to what is in it.
    this.#end = Math.max(this.#end, event.style === COLLECTION_STYLE.FLOW ? event.start + 1 : event.start)
  }

  #toScalar(event: ScalarEvent): YamlScalar {
    const text = getScalarValue(this.#text, event)
    const isPlain = event.style === SCALAR_STYLE.PLAIN
    const node: YamlScalar = {
      kind: 'scalar',
      offset: this.#startOf(event),
      value: this.#valueOf(event, text),
      text,
      isPlain,
    }
    this.#setAnchor(event, node)
    this.#end = Math.max(this.#end, event.valueEnd, event.anchorEnd, event.tagEnd)
    return node
  }

  #valueOf(event: ScalarEvent, text: string): ScalarValue {
    const tag = this.#tagOf(event)
    if (tag === undefined) return event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text
    const value = taggedValue(text, tag)
    if (value === undefined) this.#warnOfTag(event)
    return value ?? (value === null ? null : text)
  }

  #startOf({ style, valueStart, anchorStart, anchorEnd, tagStart, tagEnd }: ScalarEvent): number {
    if (valueStart === -1) {
      const properties = [anchorStart - 1, tagStart].filter((start) => start >= 0)
      return properties.length > 0 ? Math.min(...properties) : emptyStart(this.#text, this.#end)
    }
    if (style === SCALAR_STYLE.PLAIN) return valueStart
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1
    return blockStart(this.#text, { from: Math.max(this.#end, anchorEnd, tagEnd), to: valueStart })
  }

  #toAlias({ anchorStart, anchorEnd }: AliasEvent): YamlNode {
    const name = this.#text.slice(anchorStart, anchorEnd)
    const offset = anchorStart - 1
    this.#end = anchorEnd
    const target = this.#anchors.get(name)
    if (target !== undefined) return { kind: 'alias', offset, target }
    this.#problems.push({ message: `the alias *${name} has no anchor &${name} before it`, offset })
    return { kind: 'scalar', offset, value: null, text: '', isPlain: true }
  }

  #setAnchor({ anchorStart, anchorEnd }: ScalarEvent | SequenceEvent | MappingEvent, node: YamlContent): void {
    if (anchorStart !== -1) this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), node)
  }

  #tagOf({ tagStart, tagEnd }: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
    return tagStart === -1 ? undefined : fullTag(this.#text.slice(tagStart, tagEnd), this.#tagPrefixes)
  }

  #warnOfTag({ tagStart, tagEnd }: ScalarEvent | SequenceEvent | MappingEvent): void {
    const tag = this.#text.slice(tagStart, tagEnd)
    if (tag === JINA_TAG) {
      this.#isJina ||= this.#root === undefined
      return
    }
    this.#warnings.push({ message: `the tag ${tag} means nothing here; it is ignored`, offset: tagStart })
  }
}

function openList(offset: number): { readonly node: YamlContent; readonly open: OpenCollection } {
  const items: YamlNode[] = []
  return { node: { kind: 'list', offset, items }, open: { add: (node) => items.push(node) } }
}

function openMap(offset: number): { readonly node: YamlContent; readonly open: OpenCollection } {
  const pairs: YamlPair[] = []
  let key: YamlNode | undefined
  const add = (node: YamlNode): void => {
    if (key !== undefined) pairs.push({ key, value: node })
    key = key === undefined ? node : undefined
  }
  return { node: { kind: 'map', offset, pairs }, open: { add } }
}
