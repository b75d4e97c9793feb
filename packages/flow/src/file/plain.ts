import type { MapReader } from '../yaml/entries.ts'
import { MAX_DEPTH, MAX_REPEATED, tooDeep } from '../yaml/limits.ts'
import { resolveAlias, type YamlContent, type YamlNode, type YamlScalar } from '../yaml/node.ts'
import { type Environment, interpolate } from './interpolate.ts'
import type { Report } from './report.ts'

/** Turns nodes into plain data, with variables filled in. */
export class PlainReader {
  readonly #maps: MapReader
  readonly #env: Environment
  readonly #report: Report
  readonly #visited = new Set<YamlContent>()
  readonly #open = new Set<YamlContent>()
  #repeated = 0

  constructor(maps: MapReader, env: Environment, report: Report) {
    this.#maps = maps
    this.#env = env
    this.#report = report
  }

  /** The data of a node; what is wrong in it is reported at `path` and replaced by null. */
  read(given: YamlNode, path: string): unknown {
    const node = resolveAlias(given)
    const { offset } = given
    if (this.#open.has(node)) return this.#mistake('the data contains itself', { offset, path })
    // Aliases nest without limit, even where the file does not.
    if (this.#open.size > MAX_DEPTH) return this.#mistake(tooDeep(), { offset, path })
    if (this.#visited.has(node)) this.#repeated++
    if (this.#repeated === MAX_REPEATED) this.#mistake('aliases expand to too much data', { offset, path })
    if (this.#repeated >= MAX_REPEATED) return null
    this.#visited.add(node)
    this.#open.add(node)
    const data = this.#readContent(node, path)
    this.#open.delete(node)
    return data
  }

  #readContent(node: YamlContent, path: string): unknown {
    if (node.kind === 'scalar') return this.#readScalar(node, path)
    if (node.kind === 'list') return node.items.map((item) => this.read(item, path))
    const { entries, mistakes } = this.#maps.entriesOf(node)
    for (const { offset, message } of mistakes) this.#mistake(message, { offset, path })
    const data: Record<string, unknown> = {}
    for (const { key, value } of entries) data[key] = this.read(value, path)
    return data
  }

  #readScalar({ value, isPlain, offset }: YamlScalar, path: string): unknown {
    if (typeof value !== 'string' || !value.includes('$')) return value
    const { text, unset, problems } = interpolate(value, this.#env)
    for (const name of unset) {
      const message = `the variable ${name} is not set; an empty string replaces it`
      this.#report.warning({ code: 'CONFIG_VARIABLE', message, path }, offset)
    }
    for (const message of problems) this.#report.problem({ code: 'CONFIG_VARIABLE', message, path }, offset)
    if (problems.length > 0) return null
    return isPlain ? asPlainScalar(text) : text
  }

  #mistake(message: string, { offset, path }: { readonly offset: number; readonly path: string }): null {
    this.#report.problem({ code: 'CONFIG_YAML', message, path }, offset)
    return null
  }
}

const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/

/** The value of a string without quotes, once its variables are filled in: `replicas: ${COUNT}` is a number. */
function asPlainScalar(text: string): unknown {
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  return NUMBER.test(text) ? Number(text) : text
}
