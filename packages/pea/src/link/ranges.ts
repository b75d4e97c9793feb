/** Sorts numbers and merges neighbours into ranges, as pairs of a first number and one past the last. */
export function toRanges(numbers: number[]): number[] {
  numbers.sort((a, b) => a - b)
  const pairs: number[] = []
  for (const number of numbers) {
    if (pairs.at(-1) === number) pairs[pairs.length - 1] = number + 1
    else pairs.push(number, number + 1)
  }
  return pairs
}
