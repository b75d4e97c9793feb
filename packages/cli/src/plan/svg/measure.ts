/** Widths of characters in a common sans-serif font, in hundredths of the font's size. */
const NARROW = new Set("iljI.,:;'|!()[]/ -ft")
const WIDE = new Set('mwMWABCDEGHKNOPQRSUVXYZ@%…→—×')

/** About how wide a text is, in pixels: rather too much than too little, as the reader's font is not known. */
export function textWidth(text: string, size: number): number {
  let hundredths = 0
  for (const char of text) hundredths += charWidth(char)
  return (hundredths * size) / 100
}

/** The text, or its two ends around an ellipsis if it is too long to draw. */
export function shorten(text: string, most: number): string {
  const chars = [...text]
  if (chars.length <= most) return text
  const end = Math.floor((most - 1) / 2)
  return `${chars.slice(0, most - 1 - end).join('')}…${chars.slice(-end).join('')}`
}

function charWidth(char: string): number {
  if (NARROW.has(char)) return 36
  if (WIDE.has(char)) return 82
  // From here on, characters are as wide as they are high.
  return char > '\u2e7f' ? 100 : 60
}
