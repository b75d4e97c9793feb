import type { WriteStream } from 'node:tty'

/** What a progress line tells. */
export interface ProgressState {
  readonly what: string
  /** Documents answered. */
  readonly done: number
  readonly failed: number
  /** Milliseconds since the first document was sent. */
  readonly elapsed: number
  /** How much of the input has been read, from 0 to 1; nothing if its size is unknown. */
  readonly read?: number | undefined
}

/** A line at the foot of the terminal that is painted again and again. */
export interface Progress {
  /** Shows what `describe` returns, from now on. */
  show(describe: () => string): void
  /** Writes text above the line. */
  above(text: string): void
  /** Takes the line away. */
  end(): void
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const BAR = 20
const EVERY = 100
/** Beyond this, what nobody reads is dropped rather than kept in memory. */
const MOST_WAITING = 4 * 2 ** 20

/** What a progress line says. */
export function describeProgress({ what, done, failed, elapsed, read }: ProgressState): string {
  const rate = elapsed < 500 ? '' : `${number((done * 1_000) / elapsed)}/s`
  const parts = [what, bar(read), `${number(done)} documents`, rate, failed === 0 ? '' : `${number(failed)} failed`]
  return parts.filter((part) => part !== '').join('  ')
}

/** Progress on stderr: a line at its foot if it is a terminal, otherwise only what is written above it. */
export function openProgress(stream: NodeJS.WriteStream & Partial<WriteStream>): Progress {
  let describe: (() => string) | undefined
  let frame = 0
  let dropped = 0
  const painted = stream.isTTY === true && process.env.TERM !== 'dumb'
  const erase = () => (painted && describe !== undefined ? '\r\u001b[K' : '')
  const line = () => {
    if (!painted || describe === undefined) return ''
    const text = `${FRAMES[frame % FRAMES.length]} ${describe()}`
    return [...text].slice(0, (stream.columns ?? 80) - 1).join('')
  }
  const timer = setInterval(() => {
    frame++
    if (painted && describe !== undefined && stream.writableLength === 0) stream.write(erase() + line())
  }, EVERY).unref()
  return {
    show: (next) => {
      describe = next
      stream.write(erase() + line())
    },
    above: (text) => {
      if (stream.writableLength > MOST_WAITING) {
        dropped++
        return
      }
      const note = dropped === 0 ? '' : `… ${number(dropped)} messages dropped, as nobody reads them\n`
      dropped = 0
      stream.write(erase() + note + text + line())
    },
    end: () => {
      clearInterval(timer)
      stream.write(erase())
      describe = undefined
    },
  }
}

function bar(read: number | undefined): string {
  if (read === undefined) return ''
  const full = Math.round(Math.min(1, read) * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(Math.min(1, read) * 100)}%`
}

function number(amount: number): string {
  return Math.round(amount).toLocaleString('en')
}
