import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag, type ScalarTagDefinition } from 'js-yaml'
import type { YamlScalar } from './node.ts'

/** A scalar's value, by the core schema of YAML 1.2. */
export type ScalarValue = YamlScalar['value']

const TAG_PREFIX = 'tag:yaml.org,2002:'

const CORE_TAGS: readonly ScalarTagDefinition<ScalarValue>[] = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]

/** The value of a scalar without a tag that was written without quotes. */
export function plainValue(text: string): ScalarValue {
  const first = text.charAt(0)
  for (const { implicitFirstChars, resolve, tagName } of CORE_TAGS) {
    if (implicitFirstChars?.includes(first) === false) continue
    const value = resolve(text, false, tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return text
}

/** The value of a scalar with a tag; `undefined` for a tag that does not fit it. */
export function taggedValue(text: string, tag: string): ScalarValue | undefined {
  if (tag === '!' || tag === `${TAG_PREFIX}str`) return text
  const value = CORE_TAGS.find(({ tagName }) => tagName === tag)?.resolve(text, true, tag)
  return value === NOT_RESOLVED ? undefined : value
}

/** Whether a tag says no more of a list or a mapping than that it is one. */
export function isCollectionTag(tag: string, kind: 'list' | 'map'): boolean {
  return tag === '!' || tag === `${TAG_PREFIX}${kind === 'list' ? 'seq' : 'map'}`
}

/** A tag in its long form: `!!str` is `tag:yaml.org,2002:str`. */
export function fullTag(written: string, prefixes: ReadonlyMap<string, string>): string {
  if (written.startsWith('!<')) return written.slice(2, -1)
  const handle = /^!(?:[0-9A-Za-z-]*!)?/.exec(written)?.[0] ?? '!'
  const prefix = prefixes.get(handle) ?? (handle === '!!' ? TAG_PREFIX : handle)
  return `${prefix}${written.slice(handle.length)}`
}
