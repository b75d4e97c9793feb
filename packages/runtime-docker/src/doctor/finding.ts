/** What a check of this machine found. */
export interface DockerFinding {
  /** What was checked. */
  readonly name: string
  /** `limited`: Flows with images do not run, or not all of them. */
  readonly state: 'ok' | 'limited'
  readonly detail: string
  /** How to get what is missing. */
  readonly hint?: string | undefined
}
