const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as XML, also inside of an attribute. */
export function escapeText(text: string): string {
  // XML does not allow control characters, even escaped.
  const printable = text.replace(/\p{Cc}/gu, ' ')
  return printable.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char)
}
