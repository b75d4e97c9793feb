import type { Scenario } from '../contestants/scenario.ts'
import type { Batch, Load } from '../measure/window.ts'

/** What a driver is launched with. */
export interface DriverOptions {
  readonly contestant: string
  readonly scenario: Scenario
}

/** What the benchmark asks of a driver: to keep some load up for a while, or to finish so many requests. */
export type Order = { readonly load: Load } | { readonly batch: Batch }
