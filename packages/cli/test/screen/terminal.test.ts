import { spawn, spawnSync } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { executor, peasOf, program, writeFlowFile } from '../process.ts'

/** `script`, of util-linux, gives a command a terminal. */
const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

/** Runs the command on a terminal. `says` waits until the screen shows a text. */
function openTerminal(...args: readonly string[]) {
  const command = [process.execPath, program, ...args].map((arg) => `'${arg}'`).join(' ')
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...env } = process.env
  const child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...env, TERM: 'xterm' } })
  onTestFinished(() => void child.kill('SIGKILL'))
  const screen = { text: '', look: () => undefined as unknown }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen.text += text
    screen.look()
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      screen.look = () => screen.text.includes(text) && resolve()
      screen.look()
    })
  return { type: (keys: string) => void child.stdin.write(keys), says, screen, ended }
}

describe.runIf(hasTerminal)('on a terminal', () => {
  it('run answers each line as it is typed, and goes on after a wrong one', async () => {
    using flow = writeFlowFile(`echo: { uses: ${executor('echo')} }`)
    const { type, says, screen, ended } = openTerminal('run', flow.file)
    await says('ready: type a JSON object and press Enter; ^D ends')
    type('{"id":"a","n":1}\n')
    await says('{"id":"a","n":1}\r\n{"id":"a","n":1}')
    type('hello\n')
    await says('line 2 is not valid JSON')
    type('\n{"id":"b"}\n')
    await says('{"id":"b"}\r\n{"id":"b"}')
    type('\u0004')
    expect(await ended).toBe(0)
    expect(screen.text).toContain('of 1 Pea ready')
  })

  it('run shows progress while results go to a file', async () => {
    using flow = writeFlowFile(`echo: { uses: ${executor('echo')} }`)
    const { says, screen, ended } = openTerminal('run', flow.file, '-i', executor('echo'), '-o', '/dev/null', '--lines')
    await says('░ 0%')
    expect(await ended).toBe(0)
    expect(screen.text).toMatch(/\d documents? in \d+\.\d s, none failed\S*\r\n[^\n]*$/)
  })

  it('the last line of a run says what it has achieved, also after ^C', async () => {
    using flow = writeFlowFile(`moody: { uses: ${executor('moody')} }`)
    const { type, says, screen, ended } = openTerminal('run', flow.file, '--lines')
    await says('ready: type a line of text')
    type('good\nbad\n')
    await says('I do not like it')
    type('\u0003')
    expect(await ended).toBe(130)
    expect(screen.text).toMatch(/interrupted: 2 documents in \d+\.\d s, 1 failed\S*\r\n[^\n]*$/)
  })

  it('^C ends the command, and its Peas with it', async () => {
    using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, replicas: 2 }`)
    const { type, says, ended } = openTerminal('up', flow.file)
    await says('is ready: 2 Peas')
    type('\u0003')
    expect(await ended).toBe(130)
    expect(await peasOf(flow)).toEqual([])
  })

  it('help has colours, except with --no-color', async () => {
    for (const [args, colored] of [
      [['--help'], true],
      [['--help', '--no-color'], false],
    ] as const) {
      const { screen, ended } = openTerminal(...args)
      await ended
      expect(screen.text.includes('\u001b[')).toBe(colored)
    }
  })
})
