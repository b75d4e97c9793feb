import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testPython } from '../../../engine/test/languages/python.ts'
import { fromNdjson, runCommand, toNdjson } from '../process.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-migrate-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const JINA = `!Flow
with: { port_expose: 45678, prefetch: 10 }
pods:
  read: { uses: ImageReader, read_only: true }
  encode: { yaml_path: pods/encode.yml, parallel: $COUNT, read_only: true }
  index: { uses: pods/there.yml, shards: 2, polling: ALL, uses_reducing: _merge_all, uses_before: _sort }
  box: { uses: docker://acme/box, uses_internal: inside.yml, needs: encode }
  both: { needs: [index, box], uses_with: { a: 1 } }
`

const run = async (...args: readonly string[]) =>
  await runCommand(['migrate', 'jina.yml', ...args], '', { cwd: folder, env: { COUNT: '3' } })

function write(): void {
  mkdirSync(join(folder, 'pods'))
  writeFileSync(join(folder, 'pods', 'there.yml'), 'uses: _pass\n')
  writeFileSync(join(folder, 'jina.yml'), JINA)
}

it('writes the flow file, a note for each key that is left out, and a skeleton for each missing executor', async () => {
  write()
  const { code, stdout, stderr } = await run('--output', 'flow.yml')
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toContain(
    'warning: "read_only" is an option of Jina that Peaflow does not have; it is ignored, here and once',
  )
  expect(stderr).toContain('written: flow.yml, ./executors/image-reader.mjs, ./pods/encode.mjs, ./executors/sort.mjs\n')
  const yaml = readFileSync(join(folder, 'flow.yml'), 'utf8')
  const notes = yaml.split('\n').filter((line) => line.startsWith('#'))
  for (const key of ['prefetch', 'read_only']) {
    expect(notes.filter((note) => note.includes(`"${key}"`))).toHaveLength(1)
  }
  expect(notes).toContain('# - COUNT')
  expect(notes).toContain('# - ./pods/encode.mjs, in place of pods/encode.yml')
  const same = new Flow({ grpc: 45_678 })
    .add({ name: 'read', uses: './executors/image-reader.mjs' })
    .add({ name: 'encode', uses: './pods/encode.mjs', replicas: 3 })
    .add({
      name: 'index',
      uses: 'pods/there.yml',
      replicas: 2,
      polling: 'all',
      usesBefore: './executors/sort.mjs',
      usesAfter: '_merge',
    })
    .add({ name: 'box', image: 'acme/box', uses: 'inside.yml', needs: 'encode' })
    .add({ name: 'both', needs: ['index', 'box'], with: { a: 1 } })
  expect(Flow.fromYaml(yaml).equals(same)).toBe(true)
  expect((await runCommand(['check', 'flow.yml'], '', { cwd: folder })).stdout).toContain('0 errors, 0 warnings')
})

it('prints it to stdout, or as JSON, and writes no skeleton twice', async () => {
  write()
  const { stdout } = await run()
  expect(Flow.fromYaml(stdout).pods).toHaveLength(5)
  const second = await run('--json')
  expect(second.stderr).not.toContain('written')
  expect(JSON.parse(second.stdout)).toMatchObject({ flow: stdout, output: null, skeletons: [{}, {}, {}] })
  expect(readdirSync(folder).sort()).toEqual(['executors', 'jina.yml', 'pods'])
})

it('overwrites nothing, and writes only beside the file', async () => {
  write()
  for (const [output, why] of [
    ['jina.yml', 'exists, and is not overwritten'],
    ['pods/flow.yml', 'is not in the folder of the flow file'],
  ] as const) {
    const { code, stderr } = await run('--output', output)
    expect(code).toBe(2)
    expect(stderr).toContain(`error: ${output} ${why} [CONFIG_OUTPUT]`)
  }
  expect(readFileSync(join(folder, 'jina.yml'), 'utf8')).toBe(JINA)
})

it('reports every mistake of the file, and writes nothing', async () => {
  writeFileSync(join(folder, 'jina.yml'), '!Flow\npods: { a: { uses: jinahub://X }, b: { replicas: 2, shards: 2 } }')
  const { code, stderr } = await run('--output', 'flow.yml')
  expect(code).toBe(2)
  expect(stderr).toContain('[CONFIG_JINA_EXECUTOR]')
  expect(stderr).toContain('[CONFIG_OPTION]')
  expect(readdirSync(folder)).toEqual(['jina.yml'])
})

it('makes skeletons that run', async () => {
  writeFileSync(join(folder, 'jina.yml'), 'jtype: Flow\npods: [{ name: a, uses: Encoder }, { name: b, uses: x/b.yml }]')
  await run('--output', 'flow.yml')
  const documents = [{ id: 'a', text: 'hello' }]
  const { stdout } = await runCommand(['run', 'flow.yml'], toNdjson(documents), { cwd: folder })
  expect(fromNdjson(stdout)).toEqual(documents)
})

testPython('names the file of each class in Python that one file beside it has, so that it runs', async () => {
  const shout = (name: string, mark: string) =>
    `class ${name}(Executor):\n    @requests\n    def shout(self, docs, **kwargs):\n        for doc in docs:\n            doc.text += "${mark}"\n`
  const head = 'from jina import Executor, requests\n'
  mkdirSync(join(folder, 'flows'))
  mkdirSync(join(folder, '.venv'))
  writeFileSync(join(folder, 'flows', 'one.py'), head + shout('One', '1'))
  writeFileSync(join(folder, 'flows', 'both.py'), head + shout('Two', '2') + shout('Three', '3'))
  writeFileSync(join(folder, '.venv', 'other.py'), head + shout('One', 'x'))
  for (const name of ['a.py', 'b.py']) writeFileSync(join(folder, name), head + shout('Twice', 'x'))
  const pods = ['One', 'Three', 'Twice', 'missing.py'].map((uses, n) => `  p${n}: { uses: ${uses} }`)
  writeFileSync(join(folder, 'jina.yml'), `!Flow\npods:\n${pods.join('\n')}\n`)
  expect((await run('--output', 'flow.yml')).stderr).toContain(
    'written: flow.yml, ./executors/three.yml, ./executors/twice.mjs, ./missing.py\n',
  )
  const yaml = readFileSync(join(folder, 'flow.yml'), 'utf8')
  expect(Flow.fromYaml(yaml).pods.map(({ options }) => options.uses)).toEqual([
    './flows/one.py',
    './executors/three.yml',
    './executors/twice.mjs',
    './missing.py',
  ])
  expect(yaml).toContain('# Classes in Python:\n# - ./flows/one.py, in place of One\n# - ./executors/three.yml, in')
  expect(yaml).toContain('# Executors to be written:\n# - ./executors/twice.mjs, in place of Twice\n')
  const { stdout } = await runCommand(['run', 'flow.yml'], toNdjson([{ id: 'a', text: 'x' }]), { cwd: folder })
  expect(fromNdjson(stdout)).toEqual([{ id: 'a', text: 'x13' }])
})
