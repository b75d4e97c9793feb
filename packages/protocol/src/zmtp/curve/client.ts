import { randomBytes } from 'node:crypto'
import { commandFrame, dataOf, type Ready, readMetadata, toMetadata } from '../command.ts'
import type { Handshake, HandshakeStep, Mechanism } from '../mechanism.ts'
import { type BoxKey, newPair, sharedKey } from './box.ts'
import { Cipher } from './cipher.ts'
import { LAYOUT, PREFIX, RANDOM_BYTES, VERSION } from './commands.ts'
import { type CurveClientKeys, KEY_BYTES, requireKeys } from './key-pair.ts'
import { counterBytes, NonceCounter, nonceOf, readCounter } from './nonce.ts'
import { loadSodium, type Sodium } from './sodium.ts'

/** The counters of the client's HELLO and INITIATE. Those of its messages follow. */
const HELLO_COUNT = 1
const INITIATE_COUNT = 2

/**
 * Mechanism CURVE, as a client.
 *
 * @throws RangeError if a key has not 32 bytes.
 * @throws Error if the server key is not a public key.
 * @see https://rfc.zeromq.org/spec/26/
 */
export async function curveClient(keys: CurveClientKeys): Promise<Mechanism> {
  requireKeys(keys.publicKey, keys.secretKey, keys.serverKey)
  const sodium = await loadSodium()
  if (sharedKey(sodium, keys.serverKey, keys.secretKey) === undefined) throw notPublic()
  return { name: 'CURVE', isServer: false, begin: (self) => new ClientHandshake(sodium, keys, self) }
}

class ClientHandshake implements Handshake {
  readonly first: Buffer
  readonly #sodium: Sodium
  readonly #keys: CurveClientKeys
  readonly #self: Ready
  /** The pair of this connection. */
  readonly #pair
  /** Between the pair of this connection and that of the server. */
  readonly #serverKey: BoxKey
  /** Between the pairs of both ends for this connection, once WELCOME has arrived. */
  #key: BoxKey | undefined

  constructor(sodium: Sodium, keys: CurveClientKeys, self: Ready) {
    const pair = newPair(sodium)
    const serverKey = sharedKey(sodium, keys.serverKey, pair.secretKey)
    if (serverKey === undefined) throw notPublic()
    this.#sodium = sodium
    this.#keys = keys
    this.#self = self
    this.#pair = pair
    this.#serverKey = serverKey
    const counter = counterBytes(HELLO_COUNT)
    const signature = serverKey.seal(Buffer.alloc(LAYOUT.signature), nonceOf(PREFIX.hello, counter))
    this.first = commandFrame('HELLO', VERSION, Buffer.alloc(LAYOUT.padding), pair.publicKey, counter, signature)
  }

  onCommand(body: Buffer): HandshakeStep | undefined {
    return this.#key === undefined ? this.#onWelcome(body) : this.#onReady(body, this.#key)
  }

  #onWelcome(body: Buffer): HandshakeStep | undefined {
    const data = dataOf(body, 'WELCOME')
    if (data?.length !== LAYOUT.welcome) return undefined
    const nonce = nonceOf(PREFIX.welcome, data.subarray(0, RANDOM_BYTES))
    const welcome = this.#serverKey.open(data.subarray(RANDOM_BYTES), nonce)
    if (welcome === undefined) return undefined
    this.#key = sharedKey(this.#sodium, welcome.subarray(0, KEY_BYTES), this.#pair.secretKey)
    return this.#key && { reply: this.#initiate(welcome, this.#key) }
  }

  #initiate(welcome: Buffer, key: BoxKey): Buffer {
    const { publicKey, secretKey, serverKey } = this.#keys
    const transient = welcome.subarray(0, KEY_BYTES)
    const random = randomBytes(RANDOM_BYTES)
    const vouchKey = sharedKey(this.#sodium, transient, secretKey) ?? key
    const vouch = vouchKey.seal(Buffer.concat([this.#pair.publicKey, serverKey]), nonceOf(PREFIX.vouch, random))
    const counter = counterBytes(INITIATE_COUNT)
    const text = Buffer.concat([publicKey, random, vouch, toMetadata(this.#self)])
    const box = key.seal(text, nonceOf(PREFIX.initiate, counter))
    return commandFrame('INITIATE', welcome.subarray(KEY_BYTES), counter, box)
  }

  #onReady(body: Buffer, key: BoxKey): HandshakeStep | undefined {
    const data = dataOf(body, 'READY')
    if (data === undefined || data.length < LAYOUT.counter) return undefined
    const counter = data.subarray(0, LAYOUT.counter)
    const text = key.open(data.subarray(LAYOUT.counter), nonceOf(PREFIX.ready, counter))
    const peer = text && readMetadata(text)
    if (peer === undefined) return undefined
    const cipher = new Cipher(this.#sodium, {
      key: key.bytes,
      outgoing: new NonceCounter(PREFIX.fromClient, INITIATE_COUNT),
      incoming: new NonceCounter(PREFIX.fromServer, readCounter(counter, 0)),
    })
    return { established: { peer, cipher, peerKey: this.#keys.serverKey } }
  }
}

function notPublic(): Error {
  return new Error('the server key is not a public key of CURVE')
}
