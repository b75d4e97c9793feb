import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { formatKey, newFlowKey } from '../../src/trust/key.ts'
import { readKeyFile } from '../../src/trust/key-file.ts'

function fileWith(text: string, mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'flow.key')
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

it.each([0o600, 0o400, 0o440])('reads the key in a file with the mode %o', (mode) => {
  const key = newFlowKey()
  expect(readKeyFile(fileWith(`${formatKey(key)}\n`, mode))).toEqual(key)
})

it.runIf(process.platform !== 'win32').each([0o644, 0o604, 0o620, 0o601])('refuses a file with the mode %o', (mode) => {
  const file = fileWith(formatKey(newFlowKey()), mode)
  const message = expect.stringContaining(`${file} (mode 0${mode.toString(8)})`)
  expect(() => readKeyFile(file)).toThrow(expect.objectContaining({ code: 'CONFIG_KEY', message }))
})

it('names a file that does not exist, or holds no key', () => {
  const message = 'the key file /nowhere/flow.key cannot be read: ENOENT'
  expect(() => readKeyFile('/nowhere/flow.key')).toThrow(expect.objectContaining({ code: 'CONFIG_KEY', message }))
  const file = fileWith('secret', 0o600)
  expect(() => readKeyFile(file)).toThrow(
    expect.objectContaining({ code: 'CONFIG_KEY', message: `the content of ${file} is not a key` }),
  )
  const long = fileWith(`${formatKey(newFlowKey())}${' '.repeat(1 << 20)}`, 0o600)
  expect(() => readKeyFile(long)).toThrow(expect.objectContaining({ code: 'CONFIG_KEY' }))
})
