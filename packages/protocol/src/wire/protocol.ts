/** The version of the wire protocol; Peas of different versions do not talk. */
export const PROTOCOL = 1

/** Bytes in a Flow's id: `PeaSpec.flowId` is their hexadecimal form. */
export const FLOW_ID_BYTES = 8

/** Payloads of more bytes than this travel in a frame of their own: nobody copies them. */
export const LARGEST_INLINE_PAYLOAD = 32 * 1024

/** Bytes after which a message takes no further record: a longer one keeps the next Pea waiting for what has come. */
export const PACK_BYTES = 256 * 1024

/** The most bytes of one frame; who sends more is cut off. */
export const MAX_FRAME_BYTES = 128 * 1024 * 1024

/** The most bytes of an endpoint, as UTF-8. */
export const MAX_ENDPOINT_BYTES = 255

/** The time left of a request that has all the time in the world. */
export const NO_DEADLINE = 0xffff_ffff
