import { randomBytes } from 'node:crypto'
import { commandFrame, dataOf, type Ready, readMetadata, toMetadata } from '../command.ts'
import type { Handshake, HandshakeStep, Mechanism } from '../mechanism.ts'
import { BoxKey, newPair, sharedKey } from './box.ts'
import { Cipher } from './cipher.ts'
import { LAYOUT, PREFIX, RANDOM_BYTES, VERSION } from './commands.ts'
import { type CurveKeyPair, KEY_BYTES, requireKeys } from './key-pair.ts'
import { counterBytes, NonceCounter, nonceOf, readCounter } from './nonce.ts'
import { loadSodium, type Sodium } from './sodium.ts'

/** The counter of the server's READY. Those of its messages follow. */
const READY_COUNT = 1

/** Offsets in the data of HELLO. */
const HELLO_KEY = VERSION.length + LAYOUT.padding
const HELLO_COUNTER = HELLO_KEY + KEY_BYTES
const HELLO_BOX = HELLO_COUNTER + LAYOUT.counter

/** Offset in the data of INITIATE. */
const INITIATE_BOX = LAYOUT.cookie + LAYOUT.counter

/**
 * Mechanism CURVE, as a server. Any client that knows the server's public key may connect; its own key is reported. A server
 * with several pairs is several servers at one port: the first that a client's HELLO opens with goes on.
 *
 * @throws RangeError if a key has not 32 bytes.
 * @see https://rfc.zeromq.org/spec/26/
 */
export async function curveServer(keys: CurveKeyPair | readonly CurveKeyPair[]): Promise<Mechanism> {
  const pairs = [keys].flat()
  for (const { publicKey, secretKey } of pairs) requireKeys(publicKey, secretKey)
  const sodium = await loadSodium()
  return { name: 'CURVE', isServer: true, begin: (self) => new ServerHandshake(sodium, pairs, self) }
}

class ServerHandshake implements Handshake {
  readonly #sodium: Sodium
  readonly #pairs: readonly CurveKeyPair[]
  readonly #self: Ready
  /** The public key of the pair that the client knows, once its HELLO has shown which that is. */
  #publicKey: Buffer | undefined
  /**
   * The key of the cookie, between WELCOME and INITIATE: all that is kept of a client that may be a forgery. It serves once
   * and for this connection only, so that an INITIATE cannot be replayed.
   */
  #cookieKey: BoxKey | undefined
  #helloCount = 0

  constructor(sodium: Sodium, pairs: readonly CurveKeyPair[], self: Ready) {
    this.#sodium = sodium
    this.#pairs = pairs
    this.#self = self
  }

  onCommand(body: Buffer): HandshakeStep | undefined {
    return this.#cookieKey === undefined ? this.#onHello(body) : this.#onInitiate(body, this.#cookieKey)
  }

  #onHello(body: Buffer): HandshakeStep | undefined {
    const data = dataOf(body, 'HELLO')
    if (data?.length !== LAYOUT.hello || !data.subarray(0, VERSION.length).equals(VERSION)) return undefined
    const clientKey = data.subarray(HELLO_KEY, HELLO_COUNTER)
    const key = this.#openHello(data, clientKey)
    if (key === undefined) return undefined
    this.#helloCount = readCounter(data, HELLO_COUNTER)
    return { reply: this.#welcome(clientKey, key) }
  }

  /** The key shared with the client, by the pair that its HELLO is for; `undefined` if that is none of ours. */
  #openHello(data: Buffer, clientKey: Buffer): BoxKey | undefined {
    const nonce = nonceOf(PREFIX.hello, data.subarray(HELLO_COUNTER, HELLO_BOX))
    for (const { publicKey, secretKey } of this.#pairs) {
      const key = sharedKey(this.#sodium, clientKey, secretKey)
      if (key?.open(data.subarray(HELLO_BOX), nonce) === undefined) continue
      this.#publicKey = publicKey
      return key
    }
    return undefined
  }

  #welcome(clientKey: Buffer, key: BoxKey): Buffer {
    const sodium = this.#sodium
    const { publicKey, secretKey } = newPair(sodium)
    const cookieKey = new BoxKey(sodium, randomBytes(KEY_BYTES))
    const forCookie = randomBytes(RANDOM_BYTES)
    const cookie = cookieKey.seal(Buffer.concat([clientKey, secretKey]), nonceOf(PREFIX.cookie, forCookie))
    const random = randomBytes(RANDOM_BYTES)
    const text = Buffer.concat([publicKey, forCookie, cookie])
    this.#cookieKey = cookieKey
    return commandFrame('WELCOME', random, key.seal(text, nonceOf(PREFIX.welcome, random)))
  }

  #onInitiate(body: Buffer, cookieKey: BoxKey): HandshakeStep | undefined {
    const data = dataOf(body, 'INITIATE')
    if (data === undefined || data.length < INITIATE_BOX) return undefined
    const pair = this.#openCookie(data.subarray(0, LAYOUT.cookie), cookieKey)
    const key = pair && sharedKey(this.#sodium, pair.clientKey, pair.secretKey)
    const counter = data.subarray(LAYOUT.cookie, INITIATE_BOX)
    if (pair === undefined || key === undefined || readCounter(counter, 0) <= this.#helloCount) return undefined
    const text = key.open(data.subarray(INITIATE_BOX), nonceOf(PREFIX.initiate, counter))
    if (text === undefined || text.length < LAYOUT.initiate || !this.#isVouched(text, pair)) return undefined
    const peer = readMetadata(text.subarray(LAYOUT.initiate))
    if (peer === undefined) return undefined
    const cipher = new Cipher(this.#sodium, {
      key: key.bytes,
      outgoing: new NonceCounter(PREFIX.fromServer, READY_COUNT),
      incoming: new NonceCounter(PREFIX.fromClient, readCounter(counter, 0)),
    })
    return { reply: this.#ready(key), established: { peer, cipher, peerKey: text.subarray(0, KEY_BYTES) } }
  }

  #openCookie(cookie: Buffer, cookieKey: BoxKey): CookiePair | undefined {
    const nonce = nonceOf(PREFIX.cookie, cookie.subarray(0, RANDOM_BYTES))
    const text = cookieKey.open(cookie.subarray(RANDOM_BYTES), nonce)
    return text && { clientKey: text.subarray(0, KEY_BYTES), secretKey: text.subarray(KEY_BYTES) }
  }

  /** Whether the client holds the secret of the key that it names: it vouches for its key of this connection, to this server. */
  #isVouched(text: Buffer, { clientKey, secretKey }: CookiePair): boolean {
    const key = sharedKey(this.#sodium, text.subarray(0, KEY_BYTES), secretKey)
    const [from, to] = [KEY_BYTES + RANDOM_BYTES, LAYOUT.initiate]
    const nonce = nonceOf(PREFIX.vouch, text.subarray(KEY_BYTES, from))
    const vouch = key?.open(text.subarray(from, to), nonce)
    return this.#publicKey !== undefined && vouch?.equals(Buffer.concat([clientKey, this.#publicKey])) === true
  }

  #ready(key: BoxKey): Buffer {
    const counter = counterBytes(READY_COUNT)
    return commandFrame('READY', counter, key.seal(toMetadata(this.#self), nonceOf(PREFIX.ready, counter)))
  }
}

/** What a cookie holds: the client's public key and the server's secret key of this connection. */
interface CookiePair {
  readonly clientKey: Buffer
  readonly secretKey: Buffer
}
