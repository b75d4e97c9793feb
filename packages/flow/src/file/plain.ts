import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import type { MapReader } from './entries.ts'
import { type Environment, interpolate } from './interpolate.ts'
import type { Report } from './report.ts'

/** The most nodes that aliases may stand for, in one file. */
const MOST_REPEATED = 100_000

/** Turns nodes into plain data, with variables filled in. */
export class PlainReader {
  readonly #maps: MapReader
  readonly #env: Environment
  readonly #report: Report
  readonly #seen = new Set<Node>()
  readonly #open = new Set<Node>()
  #repeated = 0

  constructor(maps: MapReader, env: Environment, report: Report) {
    this.#maps = maps
    this.#env = env
    this.#report = report
  }

  /** The data of a node; what is wrong in it is reported at `path` and left out. */
  read(given: Node | null, path: string): unknown {
    const node = this.#maps.resolve(given)
    if (node === null) return null
    if (this.#open.has(node)) return this.#mistake('data holds itself', { node: given ?? node, path })
    if (this.#seen.has(node)) this.#repeated++
    if (this.#repeated === MOST_REPEATED)
      this.#mistake('aliases stand for too much data', { node: given ?? node, path })
    if (this.#repeated >= MOST_REPEATED) return null
    this.#seen.add(node)
    this.#open.add(node)
    const data = this.#readNode(node, path)
    this.#open.delete(node)
    return data
  }

  #readNode(node: Node, path: string): unknown {
    if (isScalar(node)) return this.#readScalar(node, path)
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node, path))
    if (!isMap(node)) return null
    const { entries, mistakes } = this.#maps.entriesOf(node)
    for (const { node, message } of mistakes) this.#mistake(message, { node, path })
    const data: Record<string, unknown> = {}
    for (const { key, value } of entries) data[key] = this.read(value, path)
    return data
  }

  #readScalar(node: Scalar, path: string): unknown {
    const { value, type } = node
    if (typeof value === 'bigint') return Number(value)
    if (typeof value !== 'string' || !value.includes('$')) return value
    const { text, unset, problems } = interpolate(value, this.#env)
    for (const name of unset) this.#report.warning({ code: 'CONFIG_VARIABLE', message: unsetMessage(name), path }, node)
    for (const message of problems) this.#report.problem({ code: 'CONFIG_VARIABLE', message, path }, node)
    if (problems.length > 0) return null
    return type === 'PLAIN' ? asPlainScalar(text) : text
  }

  #mistake(message: string, { node, path }: { readonly node: Node; readonly path: string }): null {
    this.#report.problem({ code: 'CONFIG_YAML', message, path }, node)
    return null
  }
}

function unsetMessage(name: string): string {
  return `the variable ${name} is not set; an empty text stands for it`
}

const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/

/** What YAML makes of a text without quotes: `replicas: ${COUNT}` is a number. */
function asPlainScalar(text: string): unknown {
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  return NUMBER.test(text) ? Number(text) : text
}
