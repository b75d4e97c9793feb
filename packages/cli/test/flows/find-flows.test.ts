import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flowUp, ownMachine, sameFlowUp } from '../flow-up.ts'
import { fromNdjson, runCommand, startCommand, writeFlowFile } from '../process.ts'

interface PsJson {
  readonly flows: readonly { readonly flow: string; readonly folder: string; readonly urls: readonly string[] }[]
  readonly silent: readonly { readonly folder: string; readonly why: string }[]
  readonly swept: readonly string[]
}

const json = (text: string) => fromNdjson(text)[0] as PsJson & Record<string, unknown>

describe('two Flows of one file, side by side', () => {
  it('are told apart by their folders, and each is operated alone', async () => {
    const machine = ownMachine()
    const one = await flowUp(['pass: {}'], machine)
    const other = await sameFlowUp(one.file, machine)
    const { code, stderr } = await one.operate('scale', 'pass=2')
    expect(code).toBe(2)
    expect(stderr).toContain(`2 Flows that are up are called "${one.file.file}":`)
    for (const folder of machine.folders()) expect(stderr).toContain(`${basename(folder)}  ${one.file.file}`)

    const ps = json((await runCommand(['ps', '--json'], '', { env: machine.env })).stdout)
    const own = ps.flows.filter(({ flow }) => flow === one.file.name)
    expect(own.map(({ urls }) => urls[0]).sort()).toEqual([one.url, other.url].sort())
    const { folder } = own.find(({ urls }) => urls[0] === other.url) ?? { folder: '' }
    expect((await one.operate('scale', 'pass=2', '--flow', basename(folder))).code).toBe(0)
    const pods = async (url: string) => ((await (await fetch(`${url}/readyz`)).json()) as { pods: unknown }).pods
    expect([await pods(one.url), await pods(other.url)]).toEqual([
      { pass: { ready: 1, of: 1 } },
      { pass: { ready: 2, of: 2 } },
    ])
    expect((await one.operate('down', '--flow', folder)).code).toBe(0)
    expect((await other.up.ended).code).toBe(0)
    expect(machine.folders()).toHaveLength(1)
    // Now the file names one of them.
    expect((await one.operate('ps')).code).toBe(0)
  })
})

describe('a Flow that is not up', () => {
  it.each([
    ['ps'],
    ['logs'],
    ['top', '--once'],
    ['scale', 'encode=2'],
    ['restart', 'encode'],
    ['down'],
    ['tap', 'encode'],
    ['record', 'encode'],
    ['why'],
  ])('%s: exit code 2, with how to start one, or with those that are up', async (...args) => {
    const { env } = ownMachine()
    const { code, stdout, stderr } = await runCommand([...args, '--flow', 'no-such-flow-at-all'], '', { env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    // Another test may have a Flow up that is found, in the folder that all Flows of a user share, or have killed one.
    expect(stderr).toMatch(
      /^error: no Flow "no-such-flow-at-all" is up.* \[CONFIG_FLOW\]\n {2}hint: (Start one|Flows that are up: )/,
    )
  })

  it('is reported as JSON with --json, and nearly right names with the right one', async () => {
    const { file, operate } = await flowUp(['pass: {}'])
    const { code, stderr } = await operate('logs', '--json', '--flow', `${file.name}x`)
    expect(code).toBe(2)
    expect(fromNdjson(stderr)).toEqual([
      {
        error: { code: 'CONFIG_FLOW', message: `no Flow "${file.name}x" is up`, hint: `Did you mean "${file.name}"?` },
      },
    ])
  })

  it('is one of a program that lets nobody operate it', async () => {
    const machine = ownMachine()
    using file = writeFlowFile('pass: {}')
    const run = startCommand(['run', file.file, '--lines', '-b', '1'], { env: machine.env })
    run.child.stdin.write('hello\n')
    await run.says('hello')
    const { code, stderr } = await runCommand(['down', '--flow', file.name], '', { env: machine.env })
    expect(code).toBe(2)
    expect(stderr).toContain(
      `the Flow "${file.name}" cannot be operated: it is starting, or its program does not let it`,
    )
    expect((await runCommand(['ps'], '', { env: machine.env })).stdout).toContain('as peaflow run does not')
    run.child.stdin.end()
    await run.ended
  })

  it('is one whose process is stopped', async () => {
    const machine = ownMachine()
    const { file, up } = await flowUp(['pass: {}'], machine)
    up.child.kill('SIGSTOP')
    try {
      const { code, stderr } = await runCommand(['logs', '--flow', file.name], '', { env: machine.env })
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('does not answer') })
    } finally {
      up.child.kill('SIGCONT')
    }
  })
})

describe('what a Flow leaves that is killed', () => {
  it('is swept by ps, which says so once', async () => {
    const machine = ownMachine()
    const { file, up } = await flowUp(['pass: {}'], machine)
    const [folder = ''] = machine.folders()
    up.child.kill('SIGKILL')
    await up.ended
    const ps = async () => (await runCommand(['ps'], '', { env: machine.env })).stdout
    const first = await ps()
    expect(first).toContain(`Removed ${folder}, left by a Flow that crashed`)
    expect([first, await ps()].map((text) => text.includes(file.name))).toEqual([true, false])
    expect(existsSync(folder)).toBe(false)
  })

  it('is swept by down, which has nothing else to do', async () => {
    const machine = ownMachine()
    const { file, up, operate } = await flowUp(['pass: {}'], machine)
    const [folder = ''] = machine.folders()
    up.child.kill('SIGKILL')
    await up.ended
    const { code, stdout } = await operate('down', '--json', '--flow', file.name)
    expect({ code, stdout: json(stdout) }).toEqual({ code: 0, stdout: { swept: [folder] } })
    expect((await operate('down', '--flow', file.name)).code).toBe(2)
  })

  it('is named by any other command, which cannot go on', async () => {
    const machine = ownMachine()
    const { up, operate } = await flowUp(['pass: {}'], machine)
    const [folder = ''] = machine.folders()
    up.child.kill('SIGKILL')
    await up.ended
    const { code, stderr } = await operate('scale', 'pass=2')
    expect(code).toBe(2)
    // Another test may have killed one, too.
    const [, removed = ''] = /is up; what a crash had left was removed: (.*) \[CONFIG_FLOW\]/.exec(stderr) ?? []
    expect(removed.split(', ')).toContain(basename(folder))
  })
})
