/** The end of a peer. */
export interface PeerExit {
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
  /** It was given up, since it showed no sign of life: no request has ended it. */
  readonly silent?: boolean | undefined
  /** It is out of service until the next `wire`. */
  readonly isFinal: boolean
}

/** A peer that finishes what it has and then ends. */
export interface PeerLeave {
  readonly peer: string
  /** 0 if it stays after all. */
  readonly incarnation: number
}
