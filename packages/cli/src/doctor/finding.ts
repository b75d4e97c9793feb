/** What a check of this machine found. */
export interface Finding {
  /** What was checked. */
  readonly name: string
  /** `missing`: no Flow runs without it; `limited`: some do. */
  readonly state: 'ok' | 'limited' | 'missing'
  readonly detail: string
  /** How to get what is missing. */
  readonly hint?: string | undefined
}
