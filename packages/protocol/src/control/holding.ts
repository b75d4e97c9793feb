import { type Check, fields, isArrayOf, isCount, isObject, isRequests, isString } from './checks.ts'

/** Messages that a Pea holds, of several requests. */
export type Holding =
  /** They have arrived on an edge, as this shard of their requests, and wait for others. */
  | { readonly at: 'join'; readonly edge: number; readonly shard: number; readonly requests: readonly number[] }
  /** Their requests are complete, and wait for their calls or are being called. */
  | { readonly at: 'call'; readonly requests: readonly number[] }
  /** Their requests have been passed on: any further message of them is a repeat. */
  | { readonly at: 'over'; readonly requests: readonly number[] }
  /** They were sent to one of these peers, or wait to be sent, and are not settled. `edge` is its number at the receiver. */
  | {
      readonly at: 'link'
      readonly to: string
      readonly edge: number
      readonly peers: readonly string[]
      readonly requests: readonly number[]
    }

const HOLDINGS: Record<Holding['at'], Check> = {
  join: fields({ edge: isCount, shard: isCount, requests: isRequests }),
  call: fields({ requests: isRequests }),
  over: fields({ requests: isRequests }),
  link: fields({ to: isString, edge: isCount, peers: isArrayOf(isString), requests: isRequests }),
}

/** Whether a value from outside this process is a {@link Holding}. */
export const isHolding: Check = (value) => {
  const at = isObject(value) && value.at
  return isString(at) && Object.hasOwn(HOLDINGS, at) && HOLDINGS[at as Holding['at']](value)
}
