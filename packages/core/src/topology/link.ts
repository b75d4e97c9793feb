import type { SocketPlan } from './socket.ts'
import type { Transport } from './transport.ts'

/** One pair of Peas that exchange data. */
export interface LinkPlan {
  /** The id of the Pea that sends the data. */
  readonly from: string
  /** The id of the Pea that receives the data. */
  readonly to: string
  /** The id of the Pea that opens the port. */
  readonly bind: string
  /** The id of the Pea that dials it. */
  readonly connect: string
  /** `tcp://host:port`, as the CONNECT end dials it where the link uses TCP. */
  readonly address: string
  /** What the description allows. A container that does not share the kernel of its machine uses TCP nevertheless. */
  readonly transport: Transport
}

/** A link with both of its sockets. */
export interface Link extends LinkPlan {
  /** The socket of `from`, which sends the data. */
  readonly output: SocketPlan
  /** The socket of `to`, which receives the data. */
  readonly input: SocketPlan
}
