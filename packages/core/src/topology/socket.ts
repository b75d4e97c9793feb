/** Who opens the port (BIND), who dials it (CONNECT). */
export type SocketMode = 'BIND' | 'CONNECT'

/** The kinds of ZeroMQ sockets that carry messages between Peas. */
export type SocketPattern = keyof typeof MATES

/** For each pattern the one that it talks to. */
export const MATES = {
  PUSH: 'PULL',
  PULL: 'PUSH',
  PUB: 'SUB',
  SUB: 'PUB',
  ROUTER: 'DEALER',
  DEALER: 'ROUTER',
} as const
