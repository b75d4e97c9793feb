/** Widths of characters in a common sans-serif font, in hundredths of the font's size. */
const NARROW = new Set("iljI.,:;'|!()[]/ -ft")
const WIDE = new Set('mwMWABCDEGHKNOPQRSUVXYZ@%…→—×')

/** The approximate width of a text, in pixels. It errs on the wide side, because the reader's font is unknown. */
export function textWidth(text: string, size: number): number {
  let hundredths = 0
  for (const char of text) hundredths += charWidth(char)
  return (hundredths * size) / 100
}

/** The text, or only its end if it is too long to draw: the end is what tells paths and images apart. */
export function shorten(text: string, most: number): string {
  const chars = [...text]
  return chars.length <= most ? text : `…${chars.slice(1 - most).join('')}`
}

function charWidth(char: string): number {
  if (NARROW.has(char)) return 36
  if (WIDE.has(char)) return 82
  // From here on (CJK), characters are as wide as they are high.
  return char > '\u2e7f' ? 100 : 60
}
