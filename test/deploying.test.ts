import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runCommand, startCommand } from '../packages/cli/test/process.ts'
import { describeWith } from '../packages/serve/test/tools.ts'
import { run } from './packages/command.ts'
import { snippets } from './snippets.ts'

// The unit of docs/deploying.md as it stands there, but for paths and the port.
const UNIT =
  snippets.find(({ page, marks }) => page === 'docs/deploying.md' && marks.file === 'search.service')?.code ?? ''

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'peaflow-unit-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

describeWith(['systemd-analyze'], 'systemd', () => {
  it('finds nothing wrong with the unit', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'search.service'), UNIT.replace('/usr/bin/peaflow', process.execPath))
    // What it warns of, it says; its exit code does not.
    const verified = await run('systemd-analyze', ['verify', '--man=no', './search.service'], { cwd })
    expect(verified).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

it('the command of the unit serves, can be operated, and ends with 0 at SIGTERM', async () => {
  const at = folder()
  const runtime = join(at, 'search')
  mkdirSync(runtime, { mode: 0o700 })
  writeFileSync(join(at, 'token'), 'peas\n')
  writeFileSync(join(at, 'flow.yml'), 'name: search\npods: { pass: {} }\n')
  expect(UNIT).toContain('\nEnvironment=XDG_RUNTIME_DIR=%t/search\n')
  const env = { XDG_RUNTIME_DIR: runtime }
  const [, line = ''] = /^ExecStart=\/usr\/bin\/peaflow (.*)$/m.exec(UNIT) ?? []
  const args = line.replace('0.0.0.0:8080', '0.0.0.0:0').replaceAll('%d', at).split(' ')
  const { child, ended, says } = startCommand(args, { cwd: at, env })
  const [, port] = /serving at http:\/\/0\.0\.0\.0:(\d+)/.exec(await says(/serving at .*\n/)) ?? []
  const call = (token: string) =>
    fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '[]', headers: { authorization: `Bearer ${token}` } })
  expect([(await call('peas')).status, (await call('beans')).status]).toEqual([200, 401])
  expect((await runCommand(['ps'], '', { env })).stdout).toContain('search ready')
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  expect(readdirSync(join(runtime, 'peaflow'))).toEqual([])
})
