/** The version of the wire protocol. Peas of different versions do not communicate. */
export const PROTOCOL = 2

/** Bytes of a Flow's id. `PeaSpec.flowId` is their hexadecimal form. */
export const FLOW_ID_BYTES = 8

/** Bytes up to which a payload travels inside the pack. A larger one is an attachment, a frame of its own that is not copied. */
export const LARGEST_INLINE_PAYLOAD = 32 * 1024

/** Bytes from which a pack takes no further record. A longer one would delay what it already holds. */
export const PACK_BYTES = 256 * 1024

/** The most bytes in one frame. A peer that sends more is disconnected. */
export const MAX_FRAME_BYTES = 128 * 1024 * 1024

/** The most bytes in an endpoint, as UTF-8. */
export const MAX_ENDPOINT_BYTES = 255

/** The most bytes in the headers of a message. */
export const MAX_HEADERS_BYTES = 16 * 1024

/** The highest attempt that a message can have. */
export const MAX_ATTEMPT = 0xffff

/** The most tries that a message can count. */
export const MAX_TRIES = 0xff

/** The time left of a request without a time limit. */
export const NO_DEADLINE = 0xffff_ffff
