// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadPlan, openFlow } from '../../src/flow-file/load.ts'
import { findMissingFolders } from '../../src/flow-file/volumes.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-load-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const findings = async (text: string) => {
  const { problems, warnings } = await openFlow(write('flow.yml', text))
  const show = ({ code, line, column, message }: (typeof problems)[number]) => `${code} ${line}:${column}: ${message}`
  return { problems: problems.map(show), warnings: warnings.map(show) }
}

describe('variables', () => {
  it('come from .env beside the file, by Compose’s grammar', async () => {
    write('.env', '\uFEFFA=s3#cret # a remark\r\nB="${A}!"\r\n')
    const { flow } = await openFlow(write('flow.yml', 'pods: { a: { with: { a: $A, b: "${B}" } } }'))
    expect(flow?.pods[0]?.options.with).toEqual({ a: 's3#cret', b: 's3#cret!' })
  })

  it('are refused with the line of the mistake', async () => {
    const file = write('.env', 'A=1\nB="open')
    await expect(openFlow(write('flow.yml', 'pods: { a: {} }'))).rejects.toMatchObject({
      code: 'CONFIG_ENV_FILE',
      message: `${file}:2:3: the " of B is not closed`,
    })
  })

  it('of a Pod come from its env_file, relative to the flow file', async () => {
    write('one.env', 'A=1.10\nB=1')
    write('two.env', 'B=2\nC=2')
    const file = write('flow.yml', 'pods: { a: { env_file: [one.env, ./two.env], env: { C: own } } }')
    expect((await loadPlan(file)).plan.peas[0]?.env).toEqual({ A: '1.10', B: '2', C: 'own' })
  })

  it('of a Pod are refused at its env_file if there is no such file', async () => {
    expect((await findings('pods:\n  a: { env_file: lost.env }')).problems).toEqual([
      'CONFIG_ENV_FILE 2:18: lost.env cannot be read: there is no such file',
    ])
  })
})

describe('volumes', () => {
  it('whose name is also that of a folder beside the file are warned of', async () => {
    mkdirSync(join(folder, 'models'))
    write('data', 'a file')
    const { problems, warnings } = await findings(
      'pods:\n  a: { image: x, volumes: ["models:/m:ro", "./models:/n", "data:/d", "other:/o"] }\n  b: { image: x, host: 10.0.0.7, volumes: "models:/m" }',
    )
    expect(problems).toEqual([])
    expect(warnings).toEqual([
      'CONFIG_VOLUME 2:27: "a" mounts the Docker volume "models", not the folder models beside the flow file',
    ])
  })

  it('whose path does not exist are found, where the Engine is that of this machine', async () => {
    const text = `with: { volumes: ./gone:/g }
pods:
  a: { image: x, volumes: ["./lost:/l", "named:/n", "${homedir()}:/h", "~:/i", "/nowhere/at/all:/k"] }
  b: { image: x }
  c: { image: x, host: 10.0.0.7, volumes: /nowhere:/l }
  d: { image: x, docker_host: "context://other", volumes: /nowhere:/l }
  e: {}
`
    const opened = await openFlow(write('flow.yml', text))
    const { flow } = opened
    const missing = flow === undefined ? [] : await findMissingFolders({ ...opened, flow })
    expect(missing.map(({ message }) => message)).toEqual([
      '"a" mounts ./lost, which does not exist',
      '"a" mounts /nowhere/at/all, which does not exist',
      '"b" mounts ./gone, which does not exist',
    ])
  })
})
