import { describe, expect, it } from 'vitest'
import { flowUp } from '../flow-up.ts'
import { executor, fromNdjson } from '../process.ts'

const moody = `moody: { uses: ${executor('moody')} }`
const texts = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('| ')[1])

describe('logs', () => {
  it('prints what Peas have written, as up does', async () => {
    const { up, post, operate } = await flowUp([moody, 'pass: {}'])
    for (const text of ['one', 'two', 'three']) await post('/', [{ text }])
    const shown = await up.says('received three')
    const { code, stdout, stderr } = await operate('logs')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(texts(stdout)).toEqual(['received one', 'received two', 'received three'])
    for (const line of stdout.trimEnd().split('\n'))
      expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info moody\/0 \| received/)
    // The same but for the time, which each of the two looks up.
    const withoutTimes = (text: string) => text.replace(/^\S+ /gm, '')
    expect(withoutTimes(shown)).toContain(withoutTimes(stdout))
  })

  it('picks lines by Pod, number, level, time and pattern', async () => {
    const { up, post, operate } = await flowUp([`chatty: { uses: ${executor('chatty')} }`, moody])
    for (const text of ['one', 'two']) await post('/', [{ text }])
    await up.says('received two')
    const picked = async (...options: readonly string[]) => texts((await operate('logs', ...options)).stdout)
    expect(await picked('moody')).toEqual(['received one', 'received two'])
    expect(await picked('moody', '--tail', '1')).toEqual(['received two'])
    expect(await picked('--level', 'warn')).toEqual(['trouble', 'trouble'])
    expect(await picked('--grep', '^rec.*o')).toEqual(['received one', 'received two'])
    expect(await picked('--since', '1h', '--grep', 'two$')).toEqual(['received two'])
    expect(await picked('--since', '2999-01-01')).toEqual([undefined])
    expect((await operate('logs', 'chatty')).stdout).not.toContain('\u001b')
    const entries = fromNdjson((await operate('logs', '--json', 'moody', '-n', '1')).stdout)
    expect(entries).toMatchObject([{ pea: 'moody/0', pod: 'moody', level: 'info', text: 'received two' }])
  })

  it('goes on with --follow until ^C, or until the Flow ends', async () => {
    const { up, post, start } = await flowUp([moody])
    await post('/', [{ text: 'before' }])
    const [one, other, short] = [start('logs', '-f'), start('logs', '-f', '--json'), start('logs', '-f', '-n', '0')]
    await Promise.all([one.says('received before'), other.says('received before')])
    await post('/', [{ text: 'after' }])
    await Promise.all([one.says('received after'), other.says('received after')])
    one.child.kill('SIGINT')
    expect(await one.ended).toMatchObject({ code: 130, stderr: '' })
    short.child.stdout.destroy()
    up.child.kill('SIGTERM')
    expect(await other.ended).toMatchObject({ code: 0, stderr: '' })
    expect((await short.ended).stdout).not.toContain('before')
  })

  it('ends with an error when the Flow is killed', async () => {
    const { file, up, post, start } = await flowUp([moody])
    await post('/', [{ text: 'before' }])
    const following = start('logs', '-f')
    await following.says('received before')
    up.child.kill('SIGKILL')
    const { code, stderr } = await following.ended
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('[LAUNCH_FLOW_GONE]') })
    expect((await start('down', '--flow', file.name).ended).code).toBe(0)
  })

  it('names a Pod that is nearly right, and patterns that cannot be read', async () => {
    const { operate } = await flowUp([moody])
    const unknown = await operate('logs', 'moddy')
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('hint: Did you mean "moody"?')
    const wrong = await operate('logs', '--grep', '(')
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('CONFIG_COMMAND') })
    const slow = await operate('logs', '--since', 'yesterday')
    expect(slow).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected how long ago') })
  })
})
