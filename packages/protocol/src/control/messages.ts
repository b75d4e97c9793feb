import type { InputPlan, OutputPlan, PeaSpec } from '@peaflow/core'
import type { WireError } from '../wire/error.ts'

/** What a Pea tells its Flow. */
export type PeaMessage =
  /** Its BIND sockets are open. `ports` goes along its inputs, then its outputs; 0 stands for a CONNECT socket. */
  | {
      readonly type: 'bound'
      readonly pea: string
      readonly incarnation: number
      readonly protocol: number
      readonly ports: readonly number[]
    }
  /** Its executor is set up and every socket talks to its peers. */
  | { readonly type: 'ready'; readonly pea: string; readonly incarnation: number }
  /** It holds no request any more: the answer to `drain`. */
  | { readonly type: 'idle'; readonly pea: string }
  /** It cannot go on (its executor does not load, a port is taken) and ends. */
  | { readonly type: 'fatal'; readonly pea: string; readonly error: WireError }
  /** A call in the Pea `peer` runs past its time limit and that Pea says nothing. */
  | { readonly type: 'stuck'; readonly pea: string; readonly peer: string; readonly incarnation: number }
  /** A giver gives a request up: its Pea died too often, is lost, or holds it past its time. */
  | { readonly type: 'failed'; readonly request: number; readonly error: WireError }
  /** Nothing that it gave to the Pod `to` is unfinished there: the answer to `pause`. */
  | { readonly type: 'paused'; readonly pea: string; readonly to: string }
  /** The answer to `ping`. */
  | { readonly type: 'status'; readonly status: PeaStatus }
  /** An external Pea serves that Flow no more: what the exit of its process is to other Peas. */
  | { readonly type: 'ended'; readonly pea: string; readonly code: number; readonly reason?: string | undefined }

/** How a Pea is doing. */
export interface PeaStatus {
  readonly pea: string
  /** The Flow it serves; `''` if it is external and serves none. */
  readonly flow: string
  readonly protocol: number
  readonly state: 'starting' | 'ready' | 'draining'
  /** Requests answered since it started. */
  readonly served: number
  /** Requests it holds now. */
  readonly held: number
  /** Milliseconds since it started. */
  readonly uptime: number
}

/** What a Flow tells one of its Peas. */
export type FlowMessage =
  /** Its sockets, whole: it opens, redials and closes until they are so. Answered by `bound` if a BIND socket is new. */
  | { readonly type: 'wire'; readonly inputs: readonly InputPlan[]; readonly outputs: readonly OutputPlan[] }
  /** A peer ended and is being started again: what it held is given again, one request at a time. */
  | { readonly type: 'gone'; readonly peer: string; readonly incarnation: number; readonly reason: string }
  /** A peer ended and is not started again: what it held goes to its other replicas, or fails naming it. */
  | { readonly type: 'lost'; readonly peer: string; readonly incarnation: number; readonly reason: string }
  /** These requests are over: joins forget their parts. */
  | { readonly type: 'cancel'; readonly requests: readonly number[] }
  /** Give nothing more to the Pod `to` until the next `wire`; answer `paused` when what was given is finished there. */
  | { readonly type: 'pause'; readonly to: string }
  /** Answer `idle` when nothing is held. */
  | { readonly type: 'drain' }
  /** Finish what is held, tear the executor down, close and end. */
  | { readonly type: 'stop' }
  | { readonly type: 'ping' }
  /** To an external Pea: serve this Flow, at this place of its plan. */
  | { readonly type: 'adopt'; readonly spec: PeaSpec }
  /** To an external Pea: let go of this Flow at once. */
  | { readonly type: 'release' }
