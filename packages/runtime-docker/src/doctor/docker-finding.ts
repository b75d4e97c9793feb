/** The result of one check of {@link diagnose}. */
export interface DockerFinding {
  /** What was checked. */
  readonly name: string
  /** `limited` means that Flows with images do not run, or not all of them. */
  readonly state: 'ok' | 'limited'
  readonly detail: string
  /** How to fix it. */
  readonly hint?: string | undefined
}
