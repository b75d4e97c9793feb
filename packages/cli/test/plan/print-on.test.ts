import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Ended, runCommand } from '../process.ts'

const FLOW = `name: search
pods:
  split: {}
  encode: { image: acme/encoder:1, uses: encode.js, replicas: 3 }
`

const REFUSED = `name: search
pods:
  split: { uses: ./split.js }
  encode: { image: acme/encoder:1, uses: encode.js, gpus: all }
`

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-plan-on-'))
  writeFileSync(join(folder, 'flow.yml'), FLOW)
})

afterEach(() => rmSync(folder, { recursive: true }))

/** No Engine answers, so none is asked. */
async function run(...args: readonly string[]): Promise<Ended> {
  return await runCommand(args, '', { cwd: folder, env: { DOCKER_HOST: 'unix:///nowhere' } })
}

it('prints the plan with the names of the platform and what is not as here, and writes no file', async () => {
  expect(await run('plan', 'flow.yml', '--on', 'kubernetes')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: `search on Kubernetes: 4 Peas in 2 Pods, 3 links, optimize full

POD       NEEDS    RUNS            WHERE                     PEAS
split     gateway  _pass           process                   0
encode *  split    acme/encoder:1  Deployment search-encode  head, 1 to 256 join, tail
* whose answer is that of the Flow

FROM            TO           ADDRESS
gateway      →  split/0      Unix socket       split/0 binds
split/0      →  encode/head  Unix socket       encode/head binds
encode/tail  →  gateway      Unix socket       gateway binds
encode/head  →  encode/*     search-flow:7001  encode/head binds
encode/*     →  encode/tail  search-flow:7002  encode/tail binds

replicas join at search-flow:7000

WHAT DIFFERS                 ON KUBERNETES
the Flow                     Deployment search, 1 container of peaflow/pea, with gateway, heads, tails and split
encode                       Deployment search-encode, 3 replicas; the Flow takes 1 to 256
encode/head and encode/tail  there, since replicas join encode
clients                      the Service search: HTTP at port 8080, with the token in the Secret search
replicas                     join at search-flow:7000, and dial ports 7001 to 7002 of it
workspace of encode          in the container of each replica, and gone with it
`,
  })
  expect(readdirSync(folder)).toEqual(['flow.yml'])
})

it('has nothing that joins where no Pod has an image', async () => {
  writeFileSync(join(folder, 'flow.yml'), 'name: search\npods: { a: {} }\n')
  const { stdout } = await run('plan', 'flow.yml', '--on', 'swarm')
  expect(stdout).not.toContain('join')
})

it('prints the plan that can be started, the differences and the problems as JSON', async () => {
  const { code, stdout } = await run('plan', 'flow.yml', '--on', 'compose', '--json')
  expect(code).toBe(0)
  const { flow, on, pods, differences, problems } = JSON.parse(stdout)
  expect({ flow, on, problems }).toEqual({ flow: 'search', on: 'compose', problems: [] })
  expect(pods[1].joined).toMatchObject({ min: 1, max: 256, replica: { runtime: 'join' } })
  expect(differences).toContainEqual({
    topic: 'workload',
    subject: 'encode',
    there: 'service encode, 3 replicas; the Flow takes 1 to 256',
    pods: ['encode'],
    workloads: [{ kind: 'service', name: 'encode', replicas: 3 }],
  })
})

it.each([
  ['mermaid', 'acme/encoder:1 · service encode'],
  ['svg', 'search on Swarm'],
])('draws it as %s, without the differences', async (format, text) => {
  const { code, stdout } = await run('plan', 'flow.yml', '--on', 'swarm', '--format', format)
  expect(code).toBe(0)
  expect(stdout).toContain(text)
  expect(stdout).not.toContain('WHAT DIFFERS')
})

it.each(['kubernetes', 'swarm', 'compose'])(
  'refuses on %s what an export refuses, after the plan',
  async (platform) => {
    writeFileSync(join(folder, 'flow.yml'), REFUSED)
    const [{ code, stdout, stderr }, exported] = await Promise.all([
      run('plan', 'flow.yml', '--on', platform),
      run('export', platform, 'flow.yml', '-o', 'out'),
    ])
    expect({ code, stderr }).toEqual({ code: 2, stderr: exported.stderr })
    expect(stderr).toContain('"split" uses ./split.js, which is in no image')
    expect(stdout).toContain('WHAT DIFFERS')
  },
)

it('has all problems in the JSON, each with its hint', async () => {
  writeFileSync(join(folder, 'flow.yml'), REFUSED)
  const { code, stdout } = await run('plan', 'flow.yml', '--on', 'kubernetes', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout).problems).toEqual([
    expect.objectContaining({ code: 'CONFIG_EXPORT_NOT_IN_IMAGE', pod: 'split' }),
    {
      code: 'CONFIG_EXPORT_OPTION',
      pod: 'encode',
      option: 'gpus',
      message: 'gpus of "encode" "all" cannot be exported: GPUs are reserved by their number',
      hint: 'Say how many: gpus: 1',
    },
  ])
})

it('takes the image of the Flow, in which its code is', async () => {
  writeFileSync(join(folder, 'flow.yml'), 'pods: { split: { uses: ./split.js } }\n')
  expect((await run('plan', 'flow.yml', '--on', 'compose', '--image', 'acme/flow:1')).code).toBe(0)
})

it('warns of the value of a variable that an export would show', async () => {
  writeFileSync(join(folder, 'flow.yml'), FLOW.replace('replicas: 3', 'with: { token: $API_KEY }'))
  const { stderr } = await runCommand(['plan', 'flow.yml', '--on', 'compose'], '', {
    cwd: folder,
    env: { API_KEY: 'abcdef123456' },
  })
  expect(stderr).toContain('[CONFIG_EXPORT_EXPOSED]')
})

it.each([
  ['--image acme/flow:1', 'needs --on'],
  ['--on compose --join 7000', '--join'],
  ['--on compose --optimize none', '--optimize'],
  ['--on nomad', 'kubernetes, swarm, compose'],
])('refuses %s', async (args, says) => {
  const { code, stderr } = await run('plan', 'flow.yml', ...args.split(' '))
  expect(code).toBe(2)
  expect(stderr).toContain('[CONFIG_COMMAND]')
  expect(stderr).toContain(says)
})
