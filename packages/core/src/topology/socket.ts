/** Whether a socket opens the port (BIND) or dials it (CONNECT). */
export type SocketMode = 'BIND' | 'CONNECT'

/** The kinds of ZeroMQ sockets that carry messages between Peas. */
export type SocketPattern = keyof typeof MATES

/** Maps each pattern to the one at the other end of its connections. */
export const MATES = {
  PUSH: 'PULL',
  PULL: 'PUSH',
  PUB: 'SUB',
  SUB: 'PUB',
  ROUTER: 'DEALER',
  DEALER: 'ROUTER',
} as const

/**
 * One ZeroMQ socket of a Pea. A BIND end is a ROUTER, a CONNECT end a DEALER: both can send, so that credit and
 * acknowledgements return on the same socket.
 */
export interface SocketPlan {
  readonly pattern: 'ROUTER' | 'DEALER'
  readonly mode: SocketMode
  /**
   * BIND: the interface that the socket listens on, `127.0.0.1` or `0.0.0.0`. A container listens on all of its own
   * interfaces; this is where its port is published. CONNECT: the host that the socket dials, by the table of JEP 2.
   */
  readonly host: string
  /** In a launched Pea, 0 stands for any free port (BIND) or for one that the Flow sends later (CONNECT). */
  readonly port: number
  /** The port was set by hand, so it never changes. */
  readonly fixed?: true | undefined
  /**
   * How the ends may talk, as far as the description says: through a Unix socket, or, at a BIND end with peers of both
   * kinds, through either. In a launched Pea, how they do talk.
   *
   * @defaultValue through TCP
   */
  readonly transport?: 'unix' | 'both' | undefined
  /**
   * The Unix socket, as an absolute path. No plan has it: it is chosen at the start. A CONNECT end dials it and not the
   * port. A BIND end listens there, and opens its port too only if its `transport` is `both`.
   */
  readonly path?: string | undefined
  /** BIND: also listens on the gateway address of the Docker bridge, because a container dials. */
  readonly bridge?: true | undefined
  /** The ids of the Peas at the other end. A DEALER has exactly one. */
  readonly peers: readonly string[]
}
