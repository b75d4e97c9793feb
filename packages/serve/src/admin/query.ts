import { FlowError, parseDuration } from '@peaflow/core'

/** What a query says, checked. */
export class Query {
  readonly #query: URLSearchParams

  constructor(query: URLSearchParams) {
    this.#query = query
  }

  /** Every value of a name. */
  all(name: string): readonly string[] {
    return this.#query.getAll(name)
  }

  /** Whether it says `1` or `true`, or the bare name. */
  flag(name: string): boolean {
    const value = this.#query.get(name)
    return value !== null && value !== '0' && value !== 'false'
  }

  text(name: string): string | undefined {
    return this.#query.get(name) ?? undefined
  }

  /**
   * A number from 0 on.
   *
   * @throws FlowError `REQUEST_QUERY` if it is none.
   */
  number(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (/^\d{1,15}(?:\.\d{1,15})?$/.test(text)) return Number(text)
    throw wrongQuery(name, text, 'a number')
  }

  /**
   * One of several words.
   *
   * @throws FlowError `REQUEST_QUERY` if it is none of them.
   */
  word<T extends string>(name: string, words: readonly T[]): T | undefined {
    const text = this.text(name)
    const word = words.find((one) => one === text)
    if (text === undefined || word !== undefined) return word
    throw wrongQuery(name, text, `one of ${words.join(', ')}`)
  }

  /**
   * The milliseconds of a duration such as `10m`.
   *
   * @throws FlowError `REQUEST_QUERY` if it is none.
   */
  duration(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const milliseconds = parseDuration(text)
    if (milliseconds !== undefined) return milliseconds
    throw wrongQuery(name, text, 'a duration, such as 100ms or 10m')
  }
}

/** What is thrown for a value of a query that is not what it should be. */
export function wrongQuery(name: string, text: string, right: string): FlowError {
  return new FlowError('REQUEST_QUERY', `${name} is ${JSON.stringify(text.slice(0, 100))}, but must be ${right}`)
}
