/** The longest flow file that is read, in characters. */
export const MAX_CHARACTERS = 32 * 1024 * 1024

/** How deep a flow file may nest, and how deep aliases and merges may nest in it. */
export const MAX_DEPTH = 64

/** The most keys that merges may copy, in one file. */
export const MAX_MERGED_KEYS = 1_000_000

/** The most nodes that aliases may repeat, in one file. */
export const MAX_REPEATED = 100_000

/** The message about data that nests too deep. */
export function tooDeep(): string {
  return `data is nested more than ${MAX_DEPTH} levels deep`
}
