import { StringDecoder } from 'node:string_decoder'

/** Hands over each line of the bytes that it is given. */
export interface LineSplitter {
  push(bytes: Buffer): void
  /** Hands over what is left. */
  end(): void
}

/** Characters; what a line has beyond them is dropped, so that a flood without an end of line takes no memory. */
const LONGEST_LINE = 16_384

/** Splits bytes at ends of line, wherever they were cut. */
export function splitLines(onLine: (text: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const handOver = (line: string) => onLine((line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, LONGEST_LINE))
  return {
    push: (bytes) => {
      const lines = (rest + decoder.write(bytes)).split('\n')
      rest = (lines.pop() ?? '').slice(0, LONGEST_LINE + 1)
      for (const line of lines) handOver(line)
    },
    end: () => {
      const line = rest + decoder.end()
      rest = ''
      if (line !== '') handOver(line)
    },
  }
}
