/** The most levels of arrays and objects. A document may have 1,000: it stands in an array, which may stand in an object. */
const MOST_LEVELS = 1_002

const [QUOTE, BACKSLASH] = [34, 92]

/**
 * Whether JSON is nested deeper than any document may be. To be asked before it is parsed: a few megabytes of brackets become
 * hundreds of megabytes of objects.
 */
export function isTooDeep(json: string): boolean {
  if (json.length <= MOST_LEVELS) return false
  let levels = 0
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) at = endOfString(json, at)
    else if (code === 91 || code === 123) levels += 1
    else if (code === 93 || code === 125) levels -= 1
    if (levels > MOST_LEVELS) return true
  }
  return false
}

/** Where the string that begins at a quote ends; the end of the text if it never does. */
function endOfString(json: string, begin: number): number {
  for (let end = json.indexOf('"', begin + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = 0
    while (json.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return json.length
}
