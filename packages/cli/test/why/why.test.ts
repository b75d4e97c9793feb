import { describe, expect, it } from 'vitest'
import { flowUp } from '../flow-up.ts'
import { executor, fromNdjson } from '../process.ts'

describe('why', () => {
  it('shows where the time of a request went', async () => {
    const { operate, post } = await flowUp([
      `slow: { uses: ${executor('slow')} }`,
      `echo: { uses: ${executor('echo')} }`,
    ])
    expect((await post('/index', [{ id: '1', ms: 50 }], { 'x-request-id': 'r/1 ' })).status).toBe(200)
    const { code, stdout, stderr } = await operate('why', 'r/1')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^r\/1 {2}\/index {2}\d.* ms, at \S+, by http, 1 document in the answer\n\nPOD +WAITED +CALLED\n/,
    )
    expect(stdout).toMatch(/^slow +\S+ ms +\d+.* ms +.*█/m)
    expect(stdout).toMatch(/^echo /m)
    expect(stdout).toMatch(/^\(between\) /m)
    const [trace] = fromNdjson((await operate('why', 'r/1', '--json')).stdout)
    expect(trace).toMatchObject({ id: 'r/1', spans: [{ pod: 'slow' }, { pod: 'echo' }], rest: expect.any(Number) })
  })

  it('lists the slowest and the failed ones, and says what is kept', async () => {
    const { operate, post } = await flowUp([`moody: { uses: ${executor('moody')} }`])
    expect((await operate('why')).stdout).toContain('No request is kept')
    for (const text of ['good', 'bad']) await post('/', [{ text }], { 'x-request-id': text })
    const { stdout } = await operate('why')
    expect(stdout).toMatch(/^Slowest\nREQUEST +ENDPOINT +AT +TOOK +FAILED\n/)
    expect(stdout).toMatch(/^Failed last\nREQUEST.*\nbad .*REQUEST_EXECUTOR moody$/m)
    expect((await operate('why', '--quiet', '--failed')).stdout).toBe('bad\n')
    expect((await operate('why', '--quiet', '--slower', '1h')).stdout).toBe('')
    expect((await operate('why', 'bad')).stdout).toMatch(
      /^failed in moody\/0: .*I do not like it \[REQUEST_EXECUTOR\]$/m,
    )
    const unknown = await operate('why', 'nobody')
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toMatch(
      /^error: there is no trace of the request "nobody" \[REQUEST_TRACE\]\n {2}hint: Traces are of/,
    )
  })
})
