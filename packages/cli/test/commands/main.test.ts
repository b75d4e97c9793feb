import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, executor, fromNdjson, runCommand, writeFlowFile } from '../process.ts'

beforeAll(() => {
  if (!existsSync(build)) throw new Error('these tests run the command as it is built: pnpm build')
})

describe('the command line', () => {
  it('prints help, and what to do next, when it is called alone', async () => {
    const { code, stderr } = await runCommand([])
    expect(code).toBe(0)
    expect(stderr).toMatch(/^Usage: peaflow <command>(.|\n)*Run a Flow:(.|\n)*Examples:/)
  })

  it.each([['--help'], ['help', 'run'], ['run', '--help'], ['pea', '--help']])(
    'prints help for %s %s',
    async (...args) => {
      const { code, stdout, stderr } = await runCommand(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: peaflow/)
      expect(stdout).not.toContain('\u001b')
    },
  )

  it('prints the version of its package', async () => {
    const { version } = JSON.parse(readFileSync(join(dirname(build), '..', 'package.json'), 'utf8'))
    expect(await runCommand(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
  })

  it.each([
    [['rnu', 'flow.yml'], 'Did you mean run?'],
    [['run'], 'See: peaflow --help'],
    [['run', 'flow.yml', '--btch', '3'], 'Did you mean --batch?'],
    [['run', 'flow.yml', '--batch', '0'], 'See: peaflow --help'],
    [['run', 'flow.yml', '--endpoint', 'search'], 'See: peaflow --help'],
    [['plan', 'flow.yml', '--format', 'png'], 'See: peaflow --help'],
    [['ping', 'here', 'port'], 'See: peaflow --help'],
  ])('says what is wrong with %j, with exit code 2', async (args, hint) => {
    const { code, stdout, stderr } = await runCommand(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: .* \[CONFIG_COMMAND\]\n/)
    expect(stderr).toContain(`hint: ${hint}`)
  })

  it('says so as JSON with --json', async () => {
    const { code, stderr } = await runCommand(['run', '--json'])
    expect(code).toBe(2)
    expect(fromNdjson(stderr)).toMatchObject([{ error: { code: 'CONFIG_COMMAND' } }])
  })

  it('colours nothing where there is no terminal', async () => {
    const { stderr } = await runCommand(['run', 'nothing.yml'], '', { env: { FORCE_COLOR: '' } })
    expect(stderr).not.toContain('\u001b')
  })

  it('loads nothing from outside before a command needs it', () => {
    const seen = new Set<string>()
    const outside = (file: string): string[] => {
      if (seen.has(file)) return []
      seen.add(file)
      const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export)[^'"]*?from\s*['"]([^'"]+)['"]/gm)
      return [...imports].flatMap(([, module = '']) =>
        module.startsWith('.') ? outside(join(dirname(file), module)) : module,
      )
    }
    expect(outside(build).filter((module) => !module.startsWith('node:'))).toEqual([])
  })
})

describe('peaflow pea', () => {
  it('reads its flags as launchers write them', async () => {
    expect(await runCommand(['pea', '--nmae', 'a'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('CONFIG_FLAG'),
    })
  })
})

describe('peaflow check', () => {
  it('finds nothing wrong with a good file', async () => {
    using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, replicas: 3 }`)
    const { code, stdout, stderr } = await runCommand(['check', flow.file])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('0 errors, 0 warnings; 4 Peas in 1 Pod')
  })

  it('shows every mistake with its place', async () => {
    using flow = writeFlowFile('a: { replicas: 0 }', 'b: { needs: c }')
    const { code, stderr } = await runCommand(['check', 'flow.yml'], '', { cwd: flow.folder })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^ {2}flow\.yml:4:\d+ {2}pods\.a\.replicas\n {2}4 \| {3}a: \{ replicas: 0 \}\n {4}\| +\^$/m)
    expect(stderr).toMatch(/^ {2}flow\.yml:5:\d+ {2}pods\.b\.needs/m)
  })

  it('tells the same as JSON', async () => {
    using flow = writeFlowFile('a: { replicas: 0 }', 'b: { needs: c }')
    const { code, stdout, stderr } = await runCommand(['check', flow.file, '--json'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      errors: [
        { file: flow.file, line: 4, path: 'pods.a.replicas', message: expect.any(String) },
        { file: flow.file, line: 5, path: 'pods.b.needs' },
      ],
    })
  })

  it('warns of executors that are not there', async () => {
    using flow = writeFlowFile('a: { uses: ./lost.js }')
    const { code, stderr } = await runCommand(['check', flow.file])
    expect(code).toBe(0)
    expect(stderr).toContain('warning: "a" uses ./lost.js, and there is no such file')
  })

  it('fills in variables from .env, of which those of the shell win', async () => {
    using flow = writeFlowFile('a: { replicas: $MANY }', 'b: { replicas: $FEW }')
    writeFileSync(join(flow.folder, '.env'), 'MANY=8\nFEW=1\n')
    const { stdout } = await runCommand(['plan', flow.file, '--json'], '', { env: { FEW: '2' } })
    const { peas } = JSON.parse(stdout) as { peas: { pod: string; role: string }[] }
    const replicas = (pod: string) => peas.filter((pea) => pea.pod === pod && pea.role === 'replica').length
    expect([replicas('a'), replicas('b')]).toEqual([8, 2])
  })

  it('says that there is no such file', async () => {
    const { code, stderr } = await runCommand(['check', 'nothing.yml'])
    expect(code).toBe(2)
    expect(stderr).toContain('error: nothing.yml cannot be read: there is no such file [CONFIG_FILE]')
  })
})

describe('peaflow plan', () => {
  it.each([
    ['none', 6],
    ['ignore_gateway', 6],
    ['full', 4],
  ])('with --optimize %s has %i Peas for one Pod with three replicas', async (level, peas) => {
    using flow = writeFlowFile('a: { replicas: 3 }')
    const { code, stdout } = await runCommand(['plan', flow.file, '--optimize', level, '--format', 'json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ optimize: level, peas: { length: peas } })
  })

  it.each([
    ['text', /^POD +NEEDS/m],
    ['mermaid', /^flowchart LR$/m],
    ['svg', /^<svg /],
  ])('as %s goes to a file too', async (format, text) => {
    using flow = writeFlowFile('a: { replicas: 3 }')
    const output = join(flow.folder, 'plan')
    expect(await runCommand(['plan', flow.file, '-f', format, '-o', output])).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(output, 'utf8')).toMatch(text)
  })

  it('finds the address that another machine dials to reach this one', async () => {
    using flow = writeFlowFile(
      'a: {}',
      'b: { host: 192.0.2.7, external: true, port_in: 5000, host_out: 0.0.0.0 }',
      'c: {}',
    )
    const { code, stderr } = await runCommand(['plan', flow.file])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

it('peaflow schema prints a JSON Schema', async () => {
  const { code, stdout } = await runCommand(['schema'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.any(String) })
})

it('peaflow doctor tries every runtime of this machine', async () => {
  const { code, stdout } = await runCommand(['doctor', '--json'])
  expect(code).toBe(0)
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: { name: string; state: string }[] }
  expect(ok).toBe(true)
  const states = Object.fromEntries(findings.map(({ name, state }) => [name, state]))
  expect(states).toMatchObject({ node: 'ok', process: 'ok', thread: 'ok', inline: 'ok' })
})

it('peaflow ping says that nobody answers, with exit code 1', async () => {
  const { code, stderr } = await runCommand(['ping', '127.0.0.1', '1', '--timeout', '100'])
  expect(code).toBe(1)
  expect(stderr).toContain('[LAUNCH_PING]')
})

it.each([['prune'], ['image', 'build']])(
  'peaflow %s %s says that there is no Docker, with exit code 1',
  async (...args) => {
    const { code, stdout, stderr } = await runCommand(args, '', { env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/\[LAUNCH_DOCKER_\w+\]/)
  },
)
