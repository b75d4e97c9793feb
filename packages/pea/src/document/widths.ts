/** The codes of a length or number in 8 bits, where there is one, and in 16; the next one means 32. */
export interface Widths {
  readonly narrow: number | undefined
  readonly wide: number
}

export const UNSIGNED: Widths = { narrow: 0xcc, wide: 0xcd }
export const STRING: Widths = { narrow: 0xd9, wide: 0xda }
export const BINARY: Widths = { narrow: 0xc4, wide: 0xc5 }
export const EXTENSION: Widths = { narrow: 0xc7, wide: 0xc8 }
export const LIST: Widths = { narrow: undefined, wide: 0xdc }
export const MAPPING: Widths = { narrow: undefined, wide: 0xde }
