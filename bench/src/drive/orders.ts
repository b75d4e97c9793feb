import type { Scenario } from '../contestants/scenario.ts'
import type { Batch, Load } from '../measure/load-generator.ts'

/** The options of a driver. */
export interface DriverOptions {
  readonly contestant: string
  readonly scenario: Scenario
}

/** What the benchmark asks of a driver: to keep up a load for a while, or to send a batch of requests. */
export type Order = { readonly load: Load } | { readonly batch: Batch }
