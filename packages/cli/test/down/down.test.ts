import { describe, expect, it } from 'vitest'
import { flowUp, ownMachine } from '../flow-up.ts'
import { executor, fromNdjson, peasOf } from '../process.ts'

describe('down', () => {
  it('stops a Flow in order, and ends once nothing is left', async () => {
    const machine = ownMachine()
    const { file, up, post, operate } = await flowUp(
      [`slow: { uses: ${executor('slow')}, with: { says: called } }`],
      machine,
    )
    const answer = post('/', [{ id: '1', ms: 300 }])
    await up.says('called')
    const { code, stdout, stderr } = await operate('down')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^${file.name} has stopped \\(\\d+\\.\\d s\\)\n$`))
    expect(await peasOf(file)).toEqual([])
    expect(machine.folders()).toEqual([])
    expect(await (await answer).json()).toEqual({ documents: [{ id: '1', ms: 300 }] })
    expect((await up.ended).code).toBe(0)
  })

  it('stops at once with --timeout 0', async () => {
    const { file, up, post, operate } = await flowUp([`moody: { uses: ${executor('moody')} }`])
    const answer = post('/', [{ text: 'busy' }]).then(
      ({ status }) => status,
      () => 'closed',
    )
    await up.says('received busy')
    const { code, stdout } = await operate('down', '--timeout', '0', '--json')
    expect(code).toBe(0)
    expect(fromNdjson(stdout)).toMatchObject([{ stopped: file.name, ms: expect.any(Number) }])
    expect([503, 'closed']).toContain(await answer)
    expect(await peasOf(file)).toEqual([])
  })

  it('that is interrupted leaves the Flow to its end', async () => {
    const { up, post, start } = await flowUp([`moody: { uses: ${executor('moody')} }`])
    const answer = post('/', [{ text: 'busy' }]).catch(() => undefined)
    await up.says('received busy')
    const down = start('down')
    await up.says('is stopping')
    down.child.kill('SIGINT')
    expect(await down.ended).toMatchObject({ code: 130, stdout: '', stderr: '' })
    up.child.kill('SIGTERM')
    await up.ended
    await answer
  })

  it('takes no time that it cannot read', async () => {
    const { operate } = await flowUp(['pass: {}'])
    expect(await operate('down', '--timeout', 'soon')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected a time'),
    })
  })
})
