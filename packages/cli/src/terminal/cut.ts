/** The beginning of a text that fits a number of columns; `…` stands for the rest. The text must have no colours. */
export function cut(text: string, columns: number): string {
  const characters = [...text]
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`
}

/** The same in the middle, so that the end is shown too: `encode-a…/12`. */
export function cutMiddle(text: string, columns: number): string {
  const characters = [...text]
  if (characters.length <= columns) return text
  const end = Math.floor((columns - 1) / 2)
  return `${characters.slice(0, columns - 1 - end).join('')}…${end === 0 ? '' : characters.slice(-end).join('')}`
}
