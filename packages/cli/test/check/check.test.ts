import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { executor, runCommand, writeFlowFile } from '../process.ts'

describe('peaflow check', () => {
  it('finds nothing wrong with a good file', async () => {
    using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, replicas: 3 }`)
    const { code, stdout, stderr } = await runCommand(['check', flow.file])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('0 errors, 0 warnings; 4 Peas in 1 Pod')
  })

  it('warns of a class in a flow file of Jina, which is Python, and refuses one elsewhere', async () => {
    using flow = writeFlowFile('rank: { uses: TfIdfRanker }')
    const refused = await runCommand(['check', flow.file, '--json'])
    expect(JSON.parse(refused.stdout)).toMatchObject({
      ok: false,
      errors: [
        { code: 'CONFIG_EXECUTOR_FILE', hint: 'A class in Python is named by its file, such as ./executors.py' },
      ],
    })
    writeFileSync(flow.file, '!Flow\npods:\n  rank: { uses: TfIdfRanker }\n')
    const { code, stdout } = await runCommand(['check', flow.file, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      warnings: [
        {
          code: 'CONFIG_JINA_EXECUTOR',
          line: 3,
          path: 'pods.rank.uses',
          message: '"rank" uses TfIdfRanker, a class in Python, but Peaflow has to know its file',
          hint: expect.stringContaining('Name its file: uses: ./executors.py'),
        },
      ],
    })
  })

  it('shows every mistake with its position', async () => {
    using flow = writeFlowFile('a: { replicas: 0 }', 'b: { needs: c }')
    const { code, stderr } = await runCommand(['check', 'flow.yml'], '', { cwd: flow.folder })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^ {2}flow\.yml:4:\d+ {2}pods\.a\.replicas\n {2}4 \| {3}a: \{ replicas: 0 \}\n {4}\| +\^$/m)
    expect(stderr).toMatch(/^ {2}flow\.yml:5:\d+ {2}pods\.b\.needs/m)
  })

  it('prints the same as JSON', async () => {
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

  it('shows warnings beside mistakes', async () => {
    using flow = writeFlowFile('gateway: { port_expose: 1 }', 'a: { replicas: 0, read_only: true }')
    const { code, stdout } = await runCommand(['check', flow.file, '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      errors: [{ line: 5, path: 'pods.a.replicas' }],
      warnings: [
        { line: 4, path: 'pods.gateway' },
        { line: 5, path: 'pods.a.read_only' },
      ],
    })
  })

  it('finds missing executors, as `run` does before it starts anything', async () => {
    using flow = writeFlowFile('a: { uses_before: ./lost.js }', 'b: { uses: ./gone.js }')
    const wrong = [
      `"a" uses ./lost.js, but there is no such file [CONFIG_EXECUTOR_FILE]\n  ${flow.file}:4:21  pods.a.uses_before`,
      `"b" uses ./gone.js, but there is no such file [CONFIG_EXECUTOR_FILE]\n  ${flow.file}:5:14  pods.b.uses`,
    ]
    for (const args of [['check'], ['run', '--input', '/dev/null']] as const) {
      const { code, stderr } = await runCommand([...args, flow.file])
      expect(code).toBe(2)
      for (const text of wrong) expect(stderr).toContain(`error: ${text}`)
    }
    expect((await runCommand(['plan', flow.file])).code).toBe(0)
  })

  it('finds executors that do not load, each with its position in the flow file', async () => {
    using flow = writeFlowFile(
      'a: { uses: ./syntax.mjs }',
      'b: { uses: ./none.mjs, uses_before: no-such-package }',
      'c: { uses: ./c.yml }',
      'd: { uses: _merg, replicas: 2 }',
      'e: { uses: ./encode.js }',
      'f: { uses: ./encode.ts, runtime: Thraed }',
    )
    const files = { 'syntax.mjs': 'export default (', 'none.mjs': '', 'encode.ts': 'export default () => {}' }
    for (const [name, text] of Object.entries({ ...files, 'c.yml': 'uses: _pass\nprefetch: 0' })) {
      writeFileSync(join(flow.folder, name), text)
    }
    const { code, stdout } = await runCommand(['check', flow.file, '--json'])
    expect(code).toBe(2)
    const { errors } = JSON.parse(stdout) as { errors: { code: string; path: string; line: number; hint?: string }[] }
    const found = errors.map(({ code, path, line, hint }) => [path, line, code, hint])
    expect(found.sort()).toEqual([
      ['pods.a.uses', 4, 'LAUNCH_EXECUTOR_LOAD', undefined],
      ['pods.b.uses', 5, 'LAUNCH_EXECUTOR_EXPORT', expect.stringContaining('For example')],
      ['pods.b.uses_before', 5, 'CONFIG_EXECUTOR_FILE', expect.stringContaining('npm install no-such-package')],
      ['pods.c.uses', 6, 'LAUNCH_EXECUTOR_YAML', undefined],
      ['pods.d.uses', 7, 'CONFIG_EXECUTOR_FILE', 'Did you mean "_merge"?'],
      ['pods.e.uses', 8, 'CONFIG_EXECUTOR_FILE', 'Did you mean ./encode.ts?'],
      ['pods.f.runtime', 9, 'CONFIG_RUNTIME', 'Did you mean "thread"?'],
    ])
  })

  it('fills in variables from .env; those of the shell take precedence', async () => {
    using flow = writeFlowFile('a: { replicas: $MANY }', 'b: { replicas: $FEW }')
    writeFileSync(join(flow.folder, '.env'), 'MANY=8\nFEW=1\n')
    const { stdout } = await runCommand(['plan', flow.file, '--json'], '', { env: { FEW: '2' } })
    const { peas } = JSON.parse(stdout) as { peas: { pod: string; role: string }[] }
    const replicas = (pod: string) => peas.filter((pea) => pea.pod === pod && pea.role === 'replica').length
    expect([replicas('a'), replicas('b')]).toEqual([8, 2])
  })

  it('reports a file that does not exist', async () => {
    const { code, stderr } = await runCommand(['check', 'nothing.yml'])
    expect(code).toBe(2)
    expect(stderr).toContain('error: nothing.yml cannot be read: there is no such file [CONFIG_FILE]')
  })
})
