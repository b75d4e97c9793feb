/**
 * Why a connection was closed because of what its peer did:
 *
 * - `greeting`: it does not speak ZMTP 3, or has another security mechanism
 * - `handshake`: a wrong key, or a box that was forged or replayed
 * - `protocol`: a frame that is malformed, forged, replayed or out of place
 * - `limit`: too many bytes or frames
 * - `timeout`: the peer was not known in time
 * - `crowded`: too many unknown peers were connected, and this one made room for a newer one
 */
export type RefusalReason = 'greeting' | 'handshake' | 'protocol' | 'limit' | 'timeout' | 'crowded'
