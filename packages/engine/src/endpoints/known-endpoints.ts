import type { FlowError } from '@peaflow/core'
import { type FlowEndpoints, flowEndpoints, type ServingPea } from './flow-endpoints.ts'
import { refuseEndpoint } from './refuse-endpoint.ts'

/** What a running Flow serves, kept between requests: each of them is compared with it. */
export class KnownEndpoints {
  readonly #peas: () => Iterable<ServingPea>
  #names: ReadonlySet<string> | undefined

  /** @param peas - all Peas of the Flow, as they are now */
  constructor(peas: () => Iterable<ServingPea>) {
    this.#peas = peas
  }

  /** What the Flow serves now. */
  list(): FlowEndpoints {
    return flowEndpoints(this.#peas())
  }

  /** A Pea has said what it serves. */
  onReady(): void {
    this.#names = undefined
  }

  /**
   * Why the Flow takes no request to an endpoint; `undefined` if it does. A Pea that ends only adds to what is taken, until
   * it is ready again: so what was taken once, is taken until then.
   */
  refuse(endpoint: string): FlowError | undefined {
    const names = this.#names
    if (names?.has(endpoint) || names?.has('default')) return undefined
    const endpoints = this.list()
    this.#names = new Set(endpoints.takesAll ? ['default'] : endpoints.endpoints.map((one) => one.endpoint))
    return refuseEndpoint(endpoints, endpoint)
  }
}
