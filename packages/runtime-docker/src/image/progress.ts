/** One message of the Engine about a pull. */
export interface PullMessage {
  readonly id?: string | undefined
  readonly status?: string | undefined
  readonly progressDetail?: { readonly current?: number; readonly total?: number } | undefined
}

/** Sums up what the Engine says about the layers of one pull. */
export interface PullProgress {
  add(message: PullMessage): void
  /** One line for a person. */
  describe(): string
}

interface Layer {
  readonly current: number
  readonly total: number
}

const MEGABYTE = 1_000_000

/** Opens the sum of one pull. */
export function openPullProgress(image: string): PullProgress {
  const layers = new Map<string, Layer>()
  return {
    add: ({ id, status, progressDetail: { current = 0, total = 0 } = {} }) => {
      if (id === undefined) return
      // What comes after a layer's download counts no bytes, or those of its unpacking.
      if (status === 'Downloading') layers.set(id, { current, total })
      const known = layers.get(id)
      if (status === 'Download complete' && known) layers.set(id, { ...known, current: known.total })
    },
    describe: () => {
      const sum = (field: keyof Layer) => [...layers.values()].reduce((bytes, layer) => bytes + layer[field], 0)
      const [current, total] = [sum('current'), sum('total')]
      const done = total === 0 ? '' : `: ${(current / MEGABYTE).toFixed(1)} of ${(total / MEGABYTE).toFixed(1)} MB`
      return `pulling ${image}${done}`
    },
  }
}
