import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml'
import { type ComposedDocument, DocumentComposer } from './compose.ts'
import { MAX_CHARACTERS, MAX_DEPTH, tooDeep } from './limits.ts'
import { LineIndex } from './lines.ts'
import type { YamlNode, YamlRemark } from './node.ts'

/** A YAML document, or why it could not be parsed. */
export interface ParsedYaml {
  /** `undefined` for an empty file, and for one that could not be parsed. */
  readonly root: YamlNode | undefined
  /** Its root has the tag `!Flow`. */
  readonly isJina: boolean
  readonly lines: LineIndex
  readonly problems: readonly YamlRemark[]
  readonly warnings: readonly YamlRemark[]
}

/** Parses one YAML document; neither its size nor its depth can harm the process. */
export function parseYaml(file: string): ParsedYaml {
  const text = file.startsWith('\uFEFF') ? file.slice(1) : file
  const lines = new LineIndex(text)
  const failed = (problem: YamlRemark): ParsedYaml => ({
    root: undefined,
    isJina: false,
    lines,
    problems: [problem],
    warnings: [],
  })
  if (text.length > MAX_CHARACTERS) {
    return failed({ message: `the file has more than ${MAX_CHARACTERS} characters`, offset: 0 })
  }
  const events = parseText(text)
  if ('message' in events) return failed(events)
  const { root, isJina, problems, warnings, end } = composeFirst(text, events)
  const second = secondDocument(text, events, end)
  return { root, isJina, lines, problems: second === undefined ? problems : [...problems, second], warnings }
}

function parseText(text: string): readonly Event[] | YamlRemark {
  try {
    // The parser counts the key of a mapping as one level more.
    return parseEvents(text, { maxDepth: MAX_DEPTH + 1 })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { reason, mark } = error
    return {
      message: reason.startsWith('nesting exceeded') ? tooDeep() : reason,
      offset: mark?.position ?? 0,
    }
  }
}

function composeFirst(text: string, events: readonly Event[]): ComposedDocument {
  const composer = new DocumentComposer(text)
  for (const [index, event] of events.entries()) {
    if (event.type === EVENT_ID.DOCUMENT && index > 0) break
    composer.add(event)
  }
  return composer.compose()
}

function secondDocument(text: string, events: readonly Event[], end: number): YamlRemark | undefined {
  const isSecond = ({ type }: Event, index: number): boolean => type === EVENT_ID.DOCUMENT && index > 0
  if (!events.some(isSecond)) return undefined
  const start = text.slice(end).search(/^(?:---|\.\.\.)/m)
  return { message: 'a flow file holds one YAML document', offset: start === -1 ? end : end + start }
}
