import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { flowUp } from '../flow-up.ts'
import { executor, fromNdjson, program } from '../process.ts'

const echo = `echo: { uses: ${executor('echo')}, replicas: 2 }`

describe('top', () => {
  it('prints one look where there is no terminal', async () => {
    const { file, operate } = await flowUp([echo, 'pass: {}'])
    const { code, stdout, stderr } = await operate('top')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^${file.name} ready  http`))
    expect(stdout).toMatch(/^POD +READY +CALLS\/S .*RESTARTS\necho +2\/2 .*\npass +1\/1 .*\n$/m)
    expect(stdout).not.toContain('\u001b')
  })

  it('writes rates as JSON, once or a line a second until ^C', async () => {
    const { operate, start } = await flowUp([echo])
    const once = fromNdjson((await operate('top', '--once', '--json')).stdout)
    expect(once).toMatchObject([{ flow: { inFlight: 0 }, pods: { echo: { ready: 2, of: 2 } } }])
    const on = start('top', '--json')
    await on.says(/\n.*\n/)
    on.child.kill('SIGINT')
    expect(await on.ended).toMatchObject({ code: 130, stderr: '' })
  })
})

/** `script`, of util-linux, gives a command a terminal. */
const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

describe.runIf(hasTerminal)('top on a terminal', () => {
  it.each([
    ['q', 0],
    ['\u0003', 130],
  ])('draws in place, and leaves the terminal as it was after %j', async (key, code) => {
    const { file, env } = await flowUp([echo])
    const command = `stty rows 24 cols 80; stty -a > before; '${process.execPath}' '${program}' top --flow '${file.file}'; code=$?; stty -a > after; cmp before after && echo same; exit $code`
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: file.folder,
      env: { ...process.env, ...env, TERM: 'xterm', SHELL: '/bin/bash' },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const screen = { text: '', look: () => undefined as unknown }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen.text += text
      screen.look()
    })
    const ended = once(child, 'close')
    // Three looks: the first, and two over it.
    await new Promise<void>((resolve) => {
      screen.look = () => screen.text.split('\u001b[H').length > 3 && resolve()
    })
    child.stdin.write(key)
    expect((await ended)[0]).toBe(code)
    expect(screen.text.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true)
    expect(screen.text.endsWith('\u001b[?25h\u001b[?1049lsame\r\n')).toBe(true)
    const frames = screen.text.split('\u001b[H').slice(1)
    for (const frame of frames) expect(frame.split('\u001b[K').length).toBeLessThanOrEqual(24)
  })
})
