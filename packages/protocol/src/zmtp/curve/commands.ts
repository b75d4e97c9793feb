/** The version of CURVE in HELLO: 1.0. */
export const VERSION = Buffer.from([1, 0])

/** Bytes of a random number at the end of a nonce. */
export const RANDOM_BYTES = 16

/** Bytes of the fields of commands. */
export const LAYOUT = {
  /** Zeros in HELLO that make it longer than its answer, so that it cannot be used to amplify an attack. */
  padding: 72,
  /** Zeros in HELLO's box, whose only purpose is that it opens. */
  signature: 64,
  counter: 8,
  cookie: 96,
  /** The data of HELLO and WELCOME. */
  hello: 194,
  welcome: 160,
  /** In the box of INITIATE before the metadata: the client's key, a random number, the vouch. */
  initiate: 32 + RANDOM_BYTES + 80,
} as const

/** What each nonce starts with. */
export const PREFIX = {
  hello: 'CurveZMQHELLO---',
  welcome: 'WELCOME-',
  cookie: 'COOKIE--',
  vouch: 'VOUCH---',
  initiate: 'CurveZMQINITIATE',
  ready: 'CurveZMQREADY---',
  fromClient: 'CurveZMQMESSAGEC',
  fromServer: 'CurveZMQMESSAGES',
} as const
