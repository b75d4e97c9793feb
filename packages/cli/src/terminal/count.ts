/** `12,345`. `toLocaleString` writes the same, but takes 50 ms to load. */
export function withCommas(amount: number): string {
  return String(Math.round(amount)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 Pea`, `2 Peas`. */
export function count(amount: number, noun: string): string {
  return `${withCommas(amount)} ${noun}${amount === 1 ? '' : 's'}`
}
