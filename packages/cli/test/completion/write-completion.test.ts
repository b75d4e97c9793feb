import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createProgram } from '../../src/commands/program.ts'
import { writeCompletion } from '../../src/completion/write-completion.ts'

const program = createProgram('1.0.0')

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0
}

/** What bash offers to complete the last word of a line. */
function complete(words: readonly string[], before = ''): string[] {
  const line = words.map((word) => `'${word}'`).join(' ')
  const script = `${writeCompletion(program, 'bash')}
${before}
COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _peaflow; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout.split('\n').filter((word) => word !== '')
}

it.runIf(has('bash'))('bash offers commands, options, their values, and files', () => {
  expect(complete(['peaflow', 'p'])).toEqual(['ps', 'plan', 'pod', 'ping', 'pea', 'prune'])
  expect(complete(['peaflow', 'image', ''])).toEqual(['build'])
  expect(complete(['peaflow', 'run', '--in'])).toEqual(['--input'])
  expect(complete(['peaflow', 'plan', 'flow.yml', '--format', ''])).toEqual(['text', 'json', 'mermaid', 'svg'])
  expect(complete(['peaflow', 'plan', '-f', 'sv'])).toEqual(['svg'])
  expect(complete(['peaflow', 'completion', ''])).toEqual(['bash', 'zsh', 'fish'])
  expect(complete(['peaflow', 'check', '/etc/host'])).toContain('/etc/hosts')
  expect(complete(['peaflow', 'run', '--batch', ''])).toEqual([])
  expect(complete(['peaflow', 'pea', '--role', 'h'])).toEqual(['head'])
})

it.runIf(has('bash'))('bash asks Flows that are up for their Pods, their requests and their names', () => {
  // A function stands for the command, and prints what it is called with.
  const says = (what: string) => `peaflow() { printf '%s\\n' ${what}; }`
  for (const command of ['restart', 'scale', 'tap', 'record', 'logs', 'why'])
    expect(complete(['peaflow', command, ''], says('"$1$2"'))).toEqual([command === 'why' ? 'why--quiet' : 'ps--pods'])
  expect(complete(['peaflow', 'down', '--flow', 'ps'], says('"$1$2"'))).toEqual(['ps--quiet'])
  // An id is what a client has sent.
  expect(complete(['peaflow', 'why', ''], says("'$(echo obeyed)' '`echo obeyed`' r-1"))).toEqual(['r-1'])
})

it.each(['zsh', 'fish'] as const)('%s parses its script', (shell) => {
  const script = writeCompletion(program, shell)
  for (const command of ['run', 'image', 'completion']) expect(script).toContain(command)
  if (!has(shell)) return
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-completion-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'script'), script)
  const { status, stderr } = spawnSync(shell, ['-n', join(folder, 'script')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it.runIf(has('fish'))('fish offers what fits the command', () => {
  const script = `${writeCompletion(program, 'fish')}\ncomplete -C 'peaflow plan --format '\ncomplete -C 'peaflow im'`
  const { stdout } = spawnSync('fish', ['-c', script], { encoding: 'utf8' })
  const words = stdout.split('\n').map((line) => line.split('\t')[0])
  expect(words).toEqual(expect.arrayContaining(['text', 'json', 'mermaid', 'svg', 'image']))
})
