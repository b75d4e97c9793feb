/** Splits bytes into lines. */
export interface LineSplitter {
  push(bytes: Uint8Array): void
  /** Ends the last line, even if it has no line break. */
  end(): void
}

/** The maximum length of a line, in characters. The rest is dropped, so that a flood without line breaks takes no memory. */
const MAX_LINE_LENGTH = 16_384

/** Calls `onLine` for each line of the bytes that are pushed, in whatever chunks they come. */
export function splitLines(onLine: (text: string) => void): LineSplitter {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  const emit = (line: string) => onLine((line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, MAX_LINE_LENGTH))
  return {
    push: (bytes) => {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
      rest = (lines.pop() ?? '').slice(0, MAX_LINE_LENGTH + 1)
      for (const line of lines) emit(line)
    },
    end: () => {
      const line = rest + decoder.decode()
      rest = ''
      if (line !== '') emit(line)
    },
  }
}
