import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, beforeEach, expect, it } from 'vitest'
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
