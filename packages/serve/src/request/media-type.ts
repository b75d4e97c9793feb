/** A media type, `type/subtype` in lower case, and its parameters. */
export interface MediaType {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g

const NONE: ReadonlyMap<string, string> = new Map()

/** Reads a `Content-Type`, or one entry of an `Accept` (RFC 9110). */
export function parseMediaType(text: string): MediaType {
  const at = text.indexOf(';')
  if (at < 0) return { type: text.trim().toLowerCase(), parameters: NONE }
  return { type: text.slice(0, at).trim().toLowerCase(), parameters: parametersOf(text.slice(at)) }
}

function parametersOf(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, plain = ''] of text.matchAll(PARAMETER)) {
    parameters.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'))
  }
  return parameters
}
