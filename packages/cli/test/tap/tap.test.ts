import { describe, expect, it } from 'vitest'
import { type FlowUp, flowUp } from '../flow-up.ts'
import { executor, fromNdjson, type RunningCommand } from '../process.ts'

const moody = `moody: { uses: ${executor('moody')} }`

/** Calls a Flow until a command has ended: a tap copies what passes after it has begun, and nothing tells when that is. */
async function callUntilEnded({ post }: FlowUp, { ended }: Pick<RunningCommand, 'ended'>, document: object) {
  let isOver = false
  const over = ended.then(() => {
    isOver = true
  })
  while (!isOver) await post('/index', [document])
  await over
  return await ended
}

describe('tap', () => {
  it('shows messages that pass, in short', async () => {
    const flow = await flowUp([moody])
    const document = { id: '1', text: 'x'.repeat(100), embedding: Array.from({ length: 16 }, () => 1) }
    const { code, stdout, stderr } = await callUntilEnded(flow, flow.start('tap', 'moody', '-n', '2'), document)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines)
      expect(line).toMatch(
        /^\d\d:\d\d:\d\d\.\d{3} moody\/0 out \/index #\d+ \{id: "1", text: "x{59}…", embedding: \[16 numbers\]\}/,
      )
  })

  it('shows what arrives, whole, with --json', async () => {
    const flow = await flowUp([moody])
    const { code, stdout } = await callUntilEnded(flow, flow.start('tap', 'moody:in', '-n', '1', '--json'), {
      text: 'bad',
    })
    expect(code).toBe(0)
    expect(fromNdjson(stdout)).toMatchObject([
      { pea: 'moody/0', at: 'in', endpoint: '/index', documents: [{ text: 'bad' }], parameters: {}, truncated: false },
    ])
  })

  it('shows what failed', async () => {
    const flow = await flowUp([moody])
    const { stdout } = await callUntilEnded(flow, flow.start('tap', 'moody:out', '-n', '1'), { text: 'bad' })
    expect(stdout).toMatch(/I do not like it \[REQUEST_EXECUTOR\]/)
  })

  it('ends with ^C, and leaves no tap behind: there may be eight', async () => {
    const flow = await flowUp([moody])
    for (let index = 0; index < 10; index++) {
      const tap = flow.start('tap', 'moody')
      const seen = tap.says('hello').then(() => void tap.child.kill('SIGINT'))
      expect(await callUntilEnded(flow, tap, { text: 'hello' })).toMatchObject({ code: 130, stderr: '' })
      await seen
    }
  })

  it('reports what it cannot tap', async () => {
    const { operate } = await flowUp([moody])
    expect(await operate('tap', 'moodi')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "moody"?'),
    })
    expect(await operate('tap', 'gateway')).toMatchObject({ code: 2, stderr: expect.stringContaining('CONFIG_TAP') })
    expect(await operate('tap', 'moody:up')).toMatchObject({ code: 2, stderr: expect.stringContaining('moody') })
  })
})

describe('record and replay', () => {
  it('keep what passes, and send it again', async () => {
    const flow = await flowUp([`echo: { uses: ${executor('echo')} }`])
    const { url, operate } = flow
    const body = '{"documents":[{"id":"a","n":1152921504606846977,"blob":"aGVsbG8="}],"parameters":{"top":3}}'
    const headers = { 'content-type': 'application/json' }
    const post = () => fetch(`${url}/index`, { method: 'POST', body, headers })
    const recorded = await callUntilEnded({ ...flow, post }, flow.start('record', 'echo', '-n', '3'), {})
    expect(recorded.code).toBe(0)
    expect(recorded.stderr).toMatch(/^recorded 3 requests of echo/)
    const lines = recorded.stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    for (const line of lines)
      expect(line).toMatch(
        /^\{"time":"[^"]+","pod":"echo","at":"in","endpoint":"\/index","documents":\[\{"id":"a","n":1152921504606846977,"blob":"aGVsbG8="\}\],"parameters":\{"top":3\}\}$/,
      )

    const tap = flow.start('tap', 'echo', '-n', '1', '--json')
    const again = async () => {
      const replay = flow.start('replay', '-')
      replay.child.stdin.end(recorded.stdout)
      return await replay.ended
    }
    const post2 = async () => {
      const { code, stdout, stderr } = await again()
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^3 requests answered, none failed in \d+\.\d s\n$/)
      return new Response()
    }
    const { stdout } = await callUntilEnded({ ...flow, post: post2 }, tap, {})
    expect(stdout).toContain('"documents":[{"id":"a","n":1152921504606846977,"blob":"aGVsbG8=","top":3}]')
    expect((await operate('replay', '/nowhere')).code).toBe(2)
  })

  it('counts what failed, reports each kind once, and ends with 1', async () => {
    const flow = await flowUp([moody])
    const request = (text: string) => `${JSON.stringify({ endpoint: '/', documents: [{ text }] })}\n`
    const replay = async (input: string, ...options: readonly string[]) => {
      const command = flow.start('replay', '-', ...options)
      command.child.stdin.end(input)
      return await command.ended
    }
    const some = await replay(`${request('good')}${request('bad')}${request('bad')}`, '--rate', '100')
    expect(some.code).toBe(1)
    expect(some.stdout).toMatch(/^1 request answered, 2 failed \(2 REQUEST_EXECUTOR\) in /)
    expect(some.stderr.match(/I do not like it/g)).toHaveLength(1)
    const json = await replay(`${request('good')}${request('bad')}`, '--json', '--as-recorded')
    expect(fromNdjson(json.stdout)).toMatchObject([{ answered: 1, failed: 1, codes: { REQUEST_EXECUTOR: 1 } }])
    const wrong = await replay(`${request('good')}hello\n`)
    expect(wrong).toMatchObject({ code: 2, stdout: expect.stringMatching(/^1 request answered, none failed/) })
    expect(wrong.stderr).toContain('stdin: line 2 is not a recorded request')
  })

  it('end with ^C in the middle', async () => {
    const flow = await flowUp([`slow: { uses: ${executor('slow')}, with: { says: called } }`])
    const replay = flow.start('replay', '-')
    replay.child.stdin.write('{"documents":[{"ms":3600000}]}\n')
    await flow.up.says('called')
    replay.child.kill('SIGINT')
    expect(await replay.ended).toMatchObject({ code: 130, stderr: '' })
  })
})
