import type { MapReader } from '../yaml/entries.ts'
import { MAX_DEPTH, MAX_REPEATED, tooDeep } from '../yaml/limits.ts'
import { resolveAlias, type YamlContent, type YamlNode, type YamlScalar } from '../yaml/node.ts'
import { type Environment, interpolate } from './interpolate.ts'
import type { Report } from './report.ts'

/** What the scalars of an option are; in `text` the number 1.10 is the string "1.10". */
export type ScalarKind = 'data' | 'text' | 'words'

/** Where variables come from, and whether one that is not set is a mistake, as in a file of Jina's. */
export interface Variables {
  readonly env: Environment
  readonly isStrict: boolean
}

/** Turns nodes into plain data, with variables filled in. */
export class PlainReader {
  readonly #maps: MapReader
  readonly #variables: Variables
  readonly #report: Report
  readonly #visited = new Set<YamlContent>()
  readonly #open = new Set<YamlContent>()
  #repeated = 0
  #failures = 0
  #kind: ScalarKind = 'data'

  constructor(maps: MapReader, variables: Variables, report: Report) {
    this.#maps = maps
    this.#variables = variables
    this.#report = report
  }

  /** How many values could not be read so far, because of a variable. */
  get failures(): number {
    return this.#failures
  }

  /** The data of an option whose scalars are of one kind. */
  readAs(kind: ScalarKind, node: YamlNode, path: string): unknown {
    this.#kind = kind
    const data = this.read(node, path)
    this.#kind = 'data'
    return data
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

  #readScalar({ value, text: written, isPlain, offset }: YamlScalar, path: string): unknown {
    if (typeof value !== 'string') return this.#kind === 'text' && value !== null ? written : value
    if (!value.includes('$')) return value
    const { text, unset, problems } = interpolate(value, this.#variables.env)
    for (const name of unset) this.#reportUnset(name, { offset, path })
    for (const message of problems) this.#report.problem({ code: 'CONFIG_VARIABLE', message, path }, offset)
    if (problems.length > 0 || (this.#variables.isStrict && unset.length > 0)) {
      this.#failures++
      return null
    }
    return isPlain && this.#kind === 'data' ? asPlainScalar(text) : text
  }

  #reportUnset(name: string, { offset, path }: { readonly offset: number; readonly path: string }): void {
    if (this.#variables.isStrict) {
      const hint = 'Set it in the shell, or in a file .env beside the flow file'
      const message = `the variable ${name} is not set`
      this.#report.problemOnce({ code: 'CONFIG_VARIABLE', message, hint, path }, offset)
      return
    }
    const message = `the variable ${name} is not set; an empty string replaces it`
    this.#report.warning({ code: 'CONFIG_VARIABLE', message, path }, offset)
  }

  #mistake(message: string, { offset, path }: { readonly offset: number; readonly path: string }): null {
    this.#report.problem({ code: 'CONFIG_YAML', message, path }, offset)
    return null
  }
}

/**
 * The value of a string without quotes, once its variables are filled in: `replicas: ${COUNT}` is a number. A string that
 * a number would print in another way, such as `1.10`, `007` or the hash `1234e56`, stays one.
 */
function asPlainScalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return Number.isFinite(number) && String(number) === text ? number : text
}
