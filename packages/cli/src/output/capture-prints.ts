import { StringDecoder } from 'node:string_decoder'
import { type LeveledLine, type PeaLogLine, readLogLine } from '@peaflow/core'

type Write = typeof process.stdout.write

/**
 * Hands each line that code in this process prints to `onLine`, and keeps it from stdout and stderr, until it is disposed
 * of. Writers that were opened before go on writing to them.
 */
export function capturePrints(onLine: (line: LeveledLine) => void): Disposable {
  const captures = (['stdout', 'stderr'] as const).map((stream) =>
    capture(stream, (text) => onLine(readLogLine({ stream, text }))),
  )
  return {
    [Symbol.dispose]: () => {
      for (const restore of captures) restore()
    },
  }
}

function capture(name: PeaLogLine['stream'], onText: (text: string) => void): () => void {
  const stream = process[name]
  const original = stream.write
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const write = (chunk: string | Uint8Array, ...others: unknown[]) => {
    const lines = `${rest}${typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onText(line.endsWith('\r') ? line.slice(0, -1) : line)
    const callback = others.at(-1)
    if (typeof callback === 'function') process.nextTick(callback as () => void)
    return true
  }
  stream.write = write as Write
  return () => {
    stream.write = original
    if (rest !== '') onText(rest)
  }
}
