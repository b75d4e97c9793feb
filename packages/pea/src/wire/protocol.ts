/** The version of the wire protocol; Peas of different versions do not talk. */
export const PROTOCOL = 1

/** Bytes in a Flow's id: `PeaSpec.flowId` is their hexadecimal form. */
export const FLOW_ID_BYTES = 8
