/** The functions of libsodium that CURVE is made of. Each throws for a buffer of the wrong length. */
export interface Sodium {
  crypto_box_keypair(publicKey: Buffer, secretKey: Buffer): void
  /** Throws if the public key is one of the few with which the result would not be a secret. */
  crypto_scalarmult(shared: Buffer, secretKey: Buffer, publicKey: Buffer): void
  crypto_stream_salsa20(stream: Buffer, nonce: Buffer, key: Buffer): void
  /** `box` and `text` may be the same memory. */
  crypto_secretbox_detached(box: Buffer, mac: Buffer, text: Buffer, nonce: Buffer, key: Buffer): void
  crypto_secretbox_open_detached(text: Buffer, box: Buffer, mac: Buffer, nonce: Buffer, key: Buffer): boolean
}

/** Loads libsodium. Only a process that opens a CURVE socket needs it. */
export async function loadSodium(): Promise<Sodium> {
  const { default: sodium } = await import('sodium-native')
  return sodium
}
