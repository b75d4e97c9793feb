import { stripVTControlCharacters } from 'node:util'

/** Characters that a terminal obeys, and those that write text backwards. A tab and the end of a line are harmless. */
const COMMANDS = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** Text from outside without what would command a terminal: colours, movements of the cursor, titles, the bell. */
export function printable(text: string): string {
  if (text.search(COMMANDS) === -1) return text
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(COMMANDS, ' ')
}
