import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, fromNdjson, program, runCommand, writeFlowFile } from './process.ts'

beforeAll(() => {
  if (!existsSync(build)) throw new Error('these tests run the built command: run `pnpm build` first')
})

describe('the command line', () => {
  it('prints help, with examples, when it is called without arguments', async () => {
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
    [['run', 'flow.yml', '--lines', '--csv'], 'See: peaflow --help'],
    [['run', 'flow.yml', '--files', 'a.txt', '--input', 'b.ndjson'], 'See: peaflow --help'],
    [['run', 'flow.yml', '--parameters', '[1]'], 'Write one in quotes'],
    [['run', 'flow.yml', '--parameters', '{a:1}'], 'Write one in quotes'],
    [['run', 'flow.yml', '--log-level', 'loud'], 'See: peaflow --help'],
    [['plan', 'flow.yml', '--format', 'png'], 'See: peaflow --help'],
    [['ping', 'here', 'port'], 'See: peaflow --help'],
  ])('rejects %j with exit code 2', async (args, hint) => {
    const { code, stdout, stderr } = await runCommand(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: .* \[CONFIG_COMMAND\]\n/)
    expect(stderr).toContain(`hint: ${hint}`)
  })

  it('reports mistakes as JSON with --json', async () => {
    const { code, stderr } = await runCommand(['run', '--json'])
    expect(code).toBe(2)
    expect(fromNdjson(stderr)).toMatchObject([{ error: { code: 'CONFIG_COMMAND' } }])
  })

  it.each([
    ['check', 'flow.yml'],
    ['plan', 'flow.yml'],
    ['run', 'flow.yml'],
    ['up', 'flow.yml'],
    ['init'],
    ['migrate', 'flow.yml'],
    ['doctor'],
  ])('names a working folder that was removed, for %s', async (...args) => {
    const ended = await runCommand(args, '', { spawn: inRemovedFolder })
    expect(ended).toMatchObject({ code: args[0] === 'check' ? 2 : 1, signal: null })
    expect(ended.stdout + ended.stderr).toContain('the working folder of this process does not exist any more')
    expect(ended.stdout + ended.stderr).toContain('hint: Change to a folder that exists')
    expect(ended.stdout + ended.stderr).not.toContain('may be a bug')
  })

  it.each(['schema', 'run'])('reports a full disk, for `%s`', async (command) => {
    using flow = writeFlowFile('a: {}')
    const args = command === 'run' ? `run ${flow.file}` : command
    const { status, stderr } = spawnSync('sh', ['-c', `"$0" "$1" ${args} > /dev/full`, process.execPath, program], {
      input: '{}\n',
      encoding: 'utf8',
    })
    expect(stderr).toMatch(/^error: .* cannot be written: the disk is full \[LAUNCH_OUTPUT\]\n$/)
    expect(status).toBe(1)
  })

  it('prints no colours where there is no terminal', async () => {
    const { stderr } = await runCommand(['run', 'nothing.yml'], '', { env: { FORCE_COLOR: '' } })
    expect(stderr).not.toContain('\u001b')
  })

  it('does not load what only Commander would need for subcommands that are programs', () => {
    expect(readFileSync(build, 'utf8')).not.toContain('node:child_process')
  })

  it('loads no other package before a command needs it', () => {
    const visited = new Set<string>()
    const outside = (file: string): string[] => {
      if (visited.has(file)) return []
      visited.add(file)
      const imports = readFileSync(file, 'utf8').matchAll(/(?:^|;)(?:import|export)[^'"]*?from\s*['"]([^'"]+)['"]/gm)
      return [...imports].flatMap(([, module = '']) =>
        module.startsWith('.') ? outside(join(dirname(file), module)) : module,
      )
    }
    expect(outside(build).filter((module) => !module.startsWith('node:'))).toEqual([])
  })
})

describe('peaflow pea', () => {
  it('parses its flags as launchers write them', async () => {
    expect(await runCommand(['pea', '--nmae', 'a'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('CONFIG_FLAG'),
    })
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
  ])('can write %s to a file', async (format, text) => {
    using flow = writeFlowFile('a: { replicas: 3 }')
    const output = join(flow.folder, 'plan')
    expect(await runCommand(['plan', flow.file, '-f', format, '-o', output])).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(output, 'utf8')).toMatch(text)
  })

  it('finds the address at which another machine dials this one', async () => {
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

it('peaflow ping reports that no Pea answers, with exit code 1', async () => {
  const { code, stderr } = await runCommand(['ping', '127.0.0.1', '1', '--timeout', '100'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: no Pea answers at .*\[LAUNCH_PING\]\n {2}hint: .*\n$/)
})

it.each([
  ['prune', /^(\/.*\n)*\d+ runtime folders? removed\n$/],
  ['image build', /^$/],
])('peaflow %s reports that Docker is unreachable, with exit code 1', async (command, printed) => {
  const env = { DOCKER_HOST: 'tcp://127.0.0.1:1' }
  const { code, stdout, stderr } = await runCommand(command.split(' '), '', { env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(printed) })
  expect(stderr).toMatch(/\[LAUNCH_DOCKER_\w+\]/)
})

/** Starts a program in a folder that is removed first. */
function inRemovedFolder(program: string, args: readonly string[], options: SpawnOptions) {
  const cwd = mkdtempSync(join(tmpdir(), 'peaflow-cli-'))
  return spawn('sh', ['-c', 'rmdir "$PWD" && exec "$0" "$@"', program, ...args], { ...options, cwd })
}
