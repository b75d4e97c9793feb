const BYTES = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 } as const

/** The bytes of `64MB`, `512m`, `1.5GiB` or a plain number of bytes, by Docker's powers of 1024; `undefined` for any other string. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim())
  if (match === null) return undefined
  const unit = (match[2] ?? '').toUpperCase() as keyof typeof BYTES
  return Math.round(Number(match[1]) * BYTES[unit])
}
