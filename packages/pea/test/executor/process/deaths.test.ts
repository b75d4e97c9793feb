import type { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { call, specIn } from '../folder.ts'
import { directory, one, open, ready } from './hosting.ts'
import { exec, specOfProgram } from './programs.ts'

describe('the death of a program', () => {
  async function deathOf(endpoint: string): Promise<FlowError> {
    const host = await ready()
    let isSettled = false
    const settle = () => {
      isSettled = true
    }
    call(host, [one], { endpoint }).then(settle, settle)
    const error = await host.died
    expect(isSettled).toBe(false)
    return error
  }

  it.each([
    ['/exit', 'ended its process with exit code 3; its last line on stderr: the reason'],
    ['/kill', 'was ended by SIGSEGV: it used memory that is not its own, mostly in native code'],
    ['/rubbish', 'does not follow the executor protocol: it sent a frame of 1094795585 bytes'],
    ['/unknown', 'does not follow the executor protocol: it sent a result for call 100, which is not open'],
    ['/hurry', 'does not follow the executor protocol: it sent a piece of call 0 before the one before it was taken'],
  ])('by %s has a name, and settles no call', async (endpoint, message) => {
    const error = await deathOf(endpoint)
    expect(error).toMatchObject({ code: 'LAUNCH_EXECUTOR_ENDED', message: expect.stringContaining(message) })
  })

  it('has its last lines as its cause', async () => {
    expect((await deathOf('/exit')).cause).toMatchObject({ stack: 'first\nthe reason' })
  })

  it('follows if it closes what its messages go through, and runs on', async () => {
    const host = open(specIn(directory, { uses: { exec: exec(['./silent.sh']) } }))
    await expect(host.setup()).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_ENDED',
      message: expect.stringContaining('it closed what messages go through'),
    })
  })
})

describe('the setup of a program', () => {
  it('fails by name', async () => {
    const host = open(specOfProgram(directory, 'all.mjs', { with: { fails: true } }))
    await expect(host.setup()).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_SETUP',
      message: 'setup of the executor failed: no model',
      cause: { stack: 'Trace: no model' },
    })
    await host.teardown()
  })

  it('fails if it exits', async () => {
    const host = open(specOfProgram(directory, 'all.mjs', { with: { exits: true } }))
    await expect(host.setup()).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_ENDED',
      message: `the executor ${process.execPath} ended its process with exit code 4 before it was ready`,
    })
  })

  it.each([
    ['./none', 'cannot be run: there is no file', 'Relative paths'],
    ['./plain.txt', 'is not executable', 'chmod +x ./plain.txt'],
    ['no-such-program', 'is not on PATH', 'Install it'],
  ])('needs a program: %s', async (command, message, hint) => {
    const host = open(specIn(directory, { uses: { exec: exec([command]) } }))
    await expect(host.setup()).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_PROGRAM',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
    await host.teardown()
  })

  it('needs a Python that is there', async () => {
    const host = open(specIn(directory, { uses: './plain.py', python: './none' }))
    await expect(host.setup()).rejects.toMatchObject({ code: 'LAUNCH_EXECUTOR_FILE' })
  })

  it('may be killed while it runs', async () => {
    const host = open(specOfProgram(directory, 'deaf.mjs'))
    host.kill?.()
    await host.teardown()
  })
})
