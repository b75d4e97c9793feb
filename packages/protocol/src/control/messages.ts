import type { Endpoints, PeaSpec } from '@peaflow/core'
import type { PeaStatistics } from '../statistics/pea-statistics.ts'
import type { WireError } from '../wire/error.ts'
import type { Enrolment } from './enrolment.ts'
import type { Holding } from './holding.ts'
import type { WiredInput, WiredOutput } from './link-proofs.ts'
import type { PeaStatus } from './pea-status.ts'
import type { TapOrder, TappedMessage } from './tap.ts'

/** What a Pea sends to its Flow. */
export type PeaMessage =
  /** Its BIND sockets are open. `ports` has one entry for each input, then for each output; 0 for a CONNECT socket. */
  | {
      readonly type: 'bound'
      readonly pea: string
      readonly incarnation: number
      readonly protocol: number
      readonly ports: readonly number[]
      /** The public key of its ports, if they use CURVE: 64 hexadecimal digits. */
      readonly publicKey?: string | undefined
      /** The Pea has connected again: what either end sent before may be lost. */
      readonly reconnected?: true | undefined
      /** Shows that the sender has the key of the Pea: 32 hexadecimal digits. */
      readonly proof: string
    }
  /** Its executor is set up, and all of its links are established. */
  | {
      readonly type: 'ready'
      readonly pea: string
      readonly incarnation: number
      /** It sends `alive` from now on. */
      readonly heartbeat?: true | undefined
      /** What its executor serves; missing for a Pea that only passes documents on. */
      readonly endpoints?: Endpoints | undefined
    }
  /** A thread of its own shows that it runs, also while its JavaScript is busy: on a connection for that alone. */
  | { readonly type: 'alive'; readonly pea: string; readonly incarnation: number; readonly proof: string }
  /** It has no request left. Answers `drain`. */
  | { readonly type: 'idle'; readonly pea: string }
  /** It cannot continue (its executor does not load, a port is taken, …) and exits. */
  | {
      readonly type: 'fatal'
      readonly pea: string
      readonly error: WireError
      /** Where this comes instead of the first `bound`: what `bound` has, so that the Flow knows whose message it is. */
      readonly incarnation?: number | undefined
      readonly proof?: string | undefined
    }
  /** A call in the Pea `peer` has exceeded its time limit, and that Pea is unresponsive. */
  | { readonly type: 'stuck'; readonly pea: string; readonly peer: string; readonly incarnation: number }
  /** A sender fails a request: the receiving Pea died too often, is lost, or exceeded the deadline. */
  | { readonly type: 'failed'; readonly request: number; readonly error: WireError }
  /** As many Peas have died during a call for a request. The gateway counts on from there if it gives the request again. */
  | {
      readonly type: 'tried'
      readonly pea: string
      readonly request: number
      readonly tries: number
      /** The Pea that has died last, and why. */
      readonly peer: string
      readonly reason: string
    }
  /** The rest of a streamed answer cannot be sent: the Pea `peer`, which got its first pieces, has ended. */
  | {
      readonly type: 'broken'
      readonly pea: string
      readonly request: number
      readonly attempt: number
      readonly tries: number
      readonly peer: string
      readonly reason: string
    }
  /** What it holds of the requests that the Flow asked about. Answers `reconcile`. */
  | { readonly type: 'holding'; readonly pea: string; readonly question: number; readonly holding: readonly Holding[] }
  /** Everything that it sent to the Pod `to` is settled. Answers `pause`. */
  | { readonly type: 'paused'; readonly pea: string; readonly to: string }
  /**
   * It was asked to end by something other than its Flow, such as SIGTERM: the Flow passes this on to the Pea's senders,
   * and sends `stop` once the Pea holds no request.
   */
  | { readonly type: 'leaving'; readonly pea: string; readonly incarnation: number }
  /** Everything that it sent to the Pea `peer` is settled. Answers `leaving`. */
  | { readonly type: 'left'; readonly pea: string; readonly peer: string }
  /** Answers `ping`. */
  | { readonly type: 'status'; readonly status: PeaStatus }
  /** Messages of a peer were dropped because they break the protocol. `peer` is missing if it has not proved who it is. */
  | {
      readonly type: 'dropped'
      readonly pea: string
      readonly peer?: string | undefined
      readonly reason: string
      readonly count: number
    }
  /** A copy of a message that passed it. Answers `tap`. */
  | ({ readonly type: 'tapped'; readonly pea: string } & TappedMessage)
  /** A replica that its Flow has not launched asks to join it: the first message on its connection, instead of `bound`. */
  | ({ readonly type: 'enrol' } & Enrolment)
  /** What this life has done so far: at most once a second, if it has done anything since the last time, and before it ends. */
  | {
      readonly type: 'statistics'
      readonly pea: string
      readonly incarnation: number
      readonly statistics: PeaStatistics
    }
  /** An external Pea, or one that has joined, no longer serves this Flow. For any other Pea, the exit of its process means the same. */
  | { readonly type: 'ended'; readonly pea: string; readonly code: number; readonly reason?: string | undefined }

/** How an incarnation of a peer ended. */
export interface PeerEnd {
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
  /** It was given up, since it showed no sign of life: no request has ended it. */
  readonly silent?: boolean | undefined
}

/** What a Flow sends to one of its Peas. */
export type FlowMessage =
  /** All of its sockets. It opens, redials and closes sockets to match. Answered by `bound` if a BIND socket is new. */
  | { readonly type: 'wire'; readonly inputs: readonly WiredInput[]; readonly outputs: readonly WiredOutput[] }
  /** A peer ended and is being restarted. What it had not settled is sent again, one request at a time. */
  | ({ readonly type: 'gone' } & PeerEnd)
  /** A peer is out of service. What it had not settled goes to other replicas, or fails with its name. The next `wire` revokes it. */
  | ({ readonly type: 'lost' } & PeerEnd)
  /**
   * These requests have ended. Discard their messages and abort their calls. With `attempts`, one for each, only these
   * attempts and those before them have: the gateway gives the requests again.
   */
  | { readonly type: 'cancel'; readonly requests: readonly number[]; readonly attempts?: readonly number[] | undefined }
  /** The readers of these requests are behind. Make no further piece of a streamed answer until `resume`. */
  | { readonly type: 'suspend'; readonly requests: readonly number[] }
  /** These requests go on. */
  | { readonly type: 'resume'; readonly requests: readonly number[] }
  /** Of the requests below this number these have no answer; all others have ended. Wait for no message of those. */
  | { readonly type: 'open'; readonly below: number; readonly requests: readonly number[] }
  /**
   * Answer `holding`: what you hold of these requests, of the attempt of each that stands at the same index in `attempts`.
   */
  | {
      readonly type: 'reconcile'
      readonly question: number
      readonly requests: readonly number[]
      readonly attempts: readonly number[]
    }
  /** Send nothing more to the Pod `to` until the next `wire`. Answer `paused` once everything sent to it is settled. */
  | { readonly type: 'pause'; readonly to: string }
  /**
   * That incarnation of a peer gets nothing new; 0 revokes this. Answer `left` once everything sent to it is settled. With
   * the id of the Pea itself: its Flow knows that it is leaving.
   */
  | { readonly type: 'leaving'; readonly peer: string; readonly incarnation: number }
  /**
   * Answer `tapped` with one of the next messages at that point, as soon as `rate` messages a second allow. With a payload of
   * more than `bytes`, it comes without. Rate 0 ends the tap.
   */
  | ({ readonly type: 'tap' } & TapOrder)
  /** Answer `idle` once no request is left. */
  | { readonly type: 'drain' }
  /** Settle the remaining requests, tear the executor down, close and exit. */
  | { readonly type: 'stop' }
  /** Answer `status`. */
  | { readonly type: 'ping' }
  /** For an external Pea, or in answer to `enrol`: serve this Flow, as the Pea that the plan describes. */
  | {
      readonly type: 'adopt'
      readonly spec: PeaSpec
      /** Shows that the Flow has the key of the Pod: 32 hexadecimal digits. */
      readonly proof?: string | undefined
    }
  /** Answers `enrol`: the replica cannot join. The Flow closes the connection after it. */
  | {
      readonly type: 'refused'
      readonly code: string
      readonly reason: string
      /** How to fix it. */
      readonly hint?: string | undefined
    }
  /** For an external Pea, and one that has joined: leave this Flow at once. */
  | { readonly type: 'release' }
