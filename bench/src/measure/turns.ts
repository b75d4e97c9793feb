import { medians } from './stats.ts'

/** Something that is measured repeatedly. */
export interface Turn<T> {
  readonly name: string
  measure(): Promise<T>
}

/**
 * Measures all in turn, round after round, so that other load on the machine affects each alike. Each round begins with
 * a different one. Returns the median of each field, by name.
 */
export async function takeTurns<T extends Readonly<Record<string, number>>>(
  turns: readonly Turn<T>[],
  rounds: number,
): Promise<ReadonlyMap<string, T>> {
  const measured = new Map<string, T[]>(turns.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < turns.length; i++) {
      const turn = turns[(round + i) % turns.length]
      if (turn !== undefined) measured.get(turn.name)?.push(await turn.measure())
    }
  }
  return new Map([...measured].map(([name, all]) => [name, medians(all)]))
}
