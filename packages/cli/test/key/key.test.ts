import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { derivePodKey, parseKey } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { program, runCommand } from '../process.ts'

it('prints a new key each time, and derives that of a Pod from it', async () => {
  const [one, other] = [await runCommand(['key']), await runCommand(['key'])]
  expect(one).toMatchObject({ code: 0, stderr: '' })
  expect(one.stdout).not.toBe(other.stdout)
  const key = parseKey(one.stdout, 'it')
  if (key.kind !== 'flow') throw new Error('it is not the key of a Flow')
  const pod = await runCommand(['key', '--pod', 'encode'], one.stdout)
  expect(parseKey(pod.stdout, 'it')).toEqual(derivePodKey(key, 'encode'))
})

it.runIf(process.platform !== 'win32')('takes a file that it is written to away from other users', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'flow.key')
  execFileSync('/bin/sh', ['-c', 'umask 022; exec "$0" "$1" key > "$2"', process.execPath, program, file])
  expect(parseKey(readFileSync(file, 'utf8'), 'it').kind).toBe('flow')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it.each([
  ['what is not a key', 'noise\n', 'encode', /what standard input brings is not a key/],
  ['the name of no Pod', undefined, 'a/b', /"a\/b" cannot be the name of a Pod/],
])('refuses %s', async (_, input, pod, message) => {
  const text = input ?? (await runCommand(['key'])).stdout
  const { code, stdout, stderr } = await runCommand(['key', '--pod', pod], text)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
})
