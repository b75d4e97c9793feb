/** The sum of some numbers. */
export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

/** The sums of the numbers that have the same name. */
export function sumRecords(records: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>()
  for (const record of records)
    for (const [name, number] of Object.entries(record)) sums.set(name, (sums.get(name) ?? 0) + number)
  return Object.fromEntries(sums)
}
