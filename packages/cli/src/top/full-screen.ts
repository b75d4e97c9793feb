/** A terminal that shows one text, in its place. */
export interface FullScreen extends Disposable {
  /** Aborts when the user presses q. */
  readonly quit: AbortSignal
  /** Shows what `describe` returns, now and when the size of the terminal changes. */
  show(describe: () => string): void
}

/** What a terminal obeys: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const CONTROL = {
  enter: '\u001b[?1049h\u001b[?25l',
  leave: '\u001b[?25h\u001b[?1049l',
  home: '\u001b[H',
  clearRight: '\u001b[K',
  clearBelow: '\u001b[J',
} as const

const KEYS = { interrupt: '\u0003', suspend: '\u001a', quit: 'q' } as const

/** Takes the terminal over until it is disposed of, and then leaves it as it was. */
export function openFullScreen(): FullScreen {
  const { stdin, stdout } = process
  const quit = new AbortController()
  let describe: (() => string) | undefined
  const draw = () => {
    if (describe !== undefined) stdout.write(toFrame(describe(), stdout.rows))
  }
  const enter = () => {
    stdout.write(CONTROL.enter)
    if (stdin.isTTY) stdin.setRawMode(true)
    draw()
  }
  const leave = () => {
    stdout.write(CONTROL.leave)
    if (stdin.isTTY) stdin.setRawMode(false)
  }
  const suspend = () => {
    leave()
    process.once('SIGCONT', enter)
    process.kill(process.pid, 'SIGTSTP')
  }
  // In raw mode the terminal sends no signals: ^C is a key.
  const onKeys = (keys: Buffer) => {
    const text = keys.toString('latin1')
    if (text.includes(KEYS.interrupt)) process.kill(process.pid, 'SIGINT')
    else if (text.toLowerCase().includes(KEYS.quit)) quit.abort()
    else if (text.includes(KEYS.suspend)) suspend()
  }
  if (stdin.isTTY) stdin.on('data', onKeys)
  stdout.on('resize', draw)
  enter()
  return {
    quit: quit.signal,
    show: (next) => {
      describe = next
      draw()
    },
    [Symbol.dispose]: () => {
      stdout.off('resize', draw)
      process.off('SIGCONT', enter)
      stdin.off('data', onKeys).pause()
      leave()
    },
  }
}

/** Overwrites what is there, line by line: a screen that is cleared first flickers. */
function toFrame(text: string, rows: number): string {
  const lines = text.trimEnd().split('\n').slice(0, rows)
  return `${CONTROL.home}${lines.map((line) => `${line}${CONTROL.clearRight}`).join('\r\n')}${CONTROL.clearBelow}`
}
