/** The result of one check of this machine. */
export interface Finding {
  /** What was checked. */
  readonly name: string
  /** `missing`: no Flow can run without it. `limited`: only some Flows need it. */
  readonly state: 'ok' | 'limited' | 'missing'
  readonly detail: string
  /** How to get what is missing. */
  readonly hint?: string | undefined
}
