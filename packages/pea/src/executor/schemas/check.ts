/** One mistake, and where it is in the value that was checked. */
export interface Issue {
  /** A JSON pointer; `''` is the value itself. */
  readonly pointer: string
  readonly message: string
}

/** A value that fits, possibly transformed, or what is wrong with it. */
export type Checked = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] }

/** Checks a value against one schema. */
export type Check = (value: unknown) => Checked | Promise<Checked>
