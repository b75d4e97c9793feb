import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { derivePodKey, formatKey, newFlowKey, parseKey } from '@peaflow/protocol'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { FLOW, ownFolder } from './own-folder.ts'

const own = ownFolder()
const { write, read, run } = own

function modeOf(path: string): number {
  return statSync(join(own.path, path)).mode & 0o777
}

describe('for Kubernetes', () => {
  it('makes a key once, for its owner alone, and leaves secret.yaml as it is', async () => {
    expect(await run(['kubernetes', 'flow.yml', '-o', 'k8s'])).toMatchObject({ code: 0, stderr: '' })
    expect([modeOf('k8s/flow.key'), modeOf('k8s/secret.yaml')]).toEqual([0o600, 0o600])
    expect(read('k8s/.gitignore').split('\n')).toEqual(expect.arrayContaining(['/flow.key', '/secret.yaml']))
    const { stringData } = parse(read('k8s/secret.yaml'))
    const key = parseKey(read('k8s/flow.key'), 'flow.key')
    if (key.kind !== 'flow') throw new Error('not the key of a Flow')
    expect(stringData['flow.key']).toBe(read('k8s/flow.key'))
    expect(stringData['pod.encode.key']).toBe(`${formatKey(derivePodKey(key, 'encode'))}\n`)
    const before = [read('k8s/secret.yaml'), read('k8s/flow.key'), read('k8s/.gitignore')]
    write('flow.yml', FLOW.replace('replicas: 2', 'replicas: 4'))
    const { stdout } = await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    expect(stdout).toContain('Left as they are, since they are secret: k8s/secret.yaml\n')
    expect([read('k8s/secret.yaml'), read('k8s/flow.key'), read('k8s/.gitignore')]).toEqual(before)
    expect(parse(read('k8s/pod-encode.yaml').split('---')[0] ?? '').spec.replicas).toBe(4)
  })

  it('says which secrets are missing in a secret.yaml that stays', async () => {
    await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    write('flow.yml', `${FLOW}  rank: { image: acme/ranker:1, uses: rank.js }\n`)
    const { code, stderr } = await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    expect(code).toBe(0)
    expect(stderr).toContain('warning: k8s/secret.yaml lacks pod.rank.key [CONFIG_EXPORT_SECRET]')
  })

  it('says that a secret.yaml which stays has another key than the new one', async () => {
    await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    rmSync(join(own.path, 'k8s/flow.key'))
    const { code, stderr } = await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    expect(code).toBe(0)
    expect(stderr).toContain('warning: k8s/flow.key is a new key, and k8s/secret.yaml stays with an earlier one')
  })

  it('refuses a folder with the Secret of another Flow, and writes nothing', async () => {
    await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    const files = () => readdirSync(join(own.path, 'k8s')).map((file) => [file, read(`k8s/${file}`)])
    const before = files()
    write('flow.yml', FLOW.replace('name: search', 'name: burst'))
    const { code, stderr } = await run(['kubernetes', 'flow.yml', '-o', 'k8s'])
    expect([code, stderr.split('\n')]).toEqual([
      2,
      [
        'error: k8s/secret.yaml is the Secret "search", and this Flow needs one named "burst" [CONFIG_OUTPUT]',
        '  hint: Choose another folder, or remove k8s/secret.yaml: a Flow that was renamed keeps its key',
        '',
      ],
    ])
    expect(files()).toEqual(before)
  })

  it.each([
    ['is no YAML', 'a: [\n'],
    ['is empty', ''],
    ['is a list', '- 1\n'],
    ['has no name', 'apiVersion: v1\nmetadata: {}\n'],
    ['was encrypted', 'apiVersion: v1\nmetadata:\n  name: search\nstringData:\n  flow.key: ENC[1]\n'],
  ])('a secret.yaml that %s stays as it is', async (_, text) => {
    mkdirSync(join(own.path, 'k8s'))
    write('k8s/secret.yaml', text)
    expect(await run(['kubernetes', 'flow.yml', '-o', 'k8s'])).toMatchObject({ code: 0 })
    expect(read('k8s/secret.yaml')).toBe(text)
  })

  it('takes the key of a file, and makes none then', async () => {
    const key = formatKey(newFlowKey())
    write('own.key', `${key}\n`)
    await run(['kubernetes', 'flow.yml', '-o', 'k8s', '--key', 'own.key'])
    expect(existsSync(join(own.path, 'k8s/flow.key'))).toBe(false)
    const files = readdirSync(join(own.path, 'k8s')).filter((file) => read(`k8s/${file}`).includes(key))
    expect(files).toEqual(['secret.yaml'])
  })

  it('warns where the CMD of an image cannot be looked up', async () => {
    write('flow.yml', FLOW.replace('uses: encode.js, ', ''))
    const { code, stderr } = await run(['kubernetes', 'flow.yml', '-o', 'k8s'], { DOCKER_HOST: 'unix:///nowhere' })
    expect(code).toBe(0)
    expect(stderr).toContain('CONFIG_EXPORT_COMMAND')
  })

  it('prints what it wrote as JSON', async () => {
    const { stdout } = await run(['kubernetes', 'flow.yml', '-o', 'k8s', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ folder: join(own.path, 'k8s'), left: [] })
  })
})

it.each(['compose', 'swarm'])('for %s, secrets are files of their own, which stay as they are', async (platform) => {
  expect((await run([platform, 'flow.yml', '-o', 'out'])).code).toBe(0)
  const secrets = ['flow.key', 'secrets/token', 'secrets/pod-encode.key']
  expect(secrets.map((path) => modeOf(`out/${path}`))).toEqual([0o600, 0o600, 0o600])
  for (const path of secrets) expect(read('out/.gitignore').split('\n')).toContain(`/${path}`)
  const before = secrets.map((path) => read(`out/${path}`))
  await run([platform, 'flow.yml', '-o', 'out'])
  expect(secrets.map((path) => read(`out/${path}`))).toEqual(before)
  rmSync(join(own.path, 'out/flow.key'))
  const { stderr } = await run([platform, 'flow.yml', '-o', 'out'])
  expect(stderr).toContain('out/secrets/pod-encode.key stays with an earlier one [CONFIG_EXPORT_SECRET]')
})

it('for Compose, the name of the project is added to variables that are there, and stays as it is then', async () => {
  mkdirSync(join(own.path, 'out'))
  write('out/.env', 'TAG=2')
  await run(['compose', 'flow.yml', '-o', 'out'])
  expect(read('out/.env')).toBe('TAG=2\nCOMPOSE_PROJECT_NAME=search\n')
  write('out/.env', 'COMPOSE_PROJECT_NAME = mine\n')
  await run(['compose', 'flow.yml', '-o', 'out'])
  expect(read('out/.env')).toBe('COMPOSE_PROJECT_NAME = mine\n')
})

describe('refuses', () => {
  it.each([
    [
      'code that is in no image',
      ['kubernetes'],
      FLOW.replace('uses: encode.js', 'uses: ./encode.js'),
      'CONFIG_EXPORT_NOT_IN_IMAGE',
    ],
    [
      'an option that the platform does not have',
      ['kubernetes'],
      FLOW.replace('replicas: 2', 'gpus: all'),
      'CONFIG_EXPORT_OPTION',
    ],
    ['an unknown version of Kubernetes', ['kubernetes', '--target', '0.9'], FLOW, 'CONFIG_EXPORT_TARGET'],
    ['a Job of Swarm', ['swarm', '--run'], FLOW, 'CONFIG_COMMAND'],
    ['a version of Compose', ['compose', '--target', '1.20'], FLOW, 'CONFIG_COMMAND'],
    ['an unknown platform', ['nomad'], FLOW, 'CONFIG_COMMAND'],
    ['a key that is not there', ['compose', '--key', 'none.key'], FLOW, 'CONFIG_KEY'],
  ])('%s, and writes nothing', async (_what, [platform = '', ...args], text, code) => {
    write('flow.yml', text)
    const { code: exit, stderr } = await run([platform, 'flow.yml', '-o', 'out', ...args])
    expect(exit).toBe(2)
    expect(stderr).toContain(`[${code}]`)
    expect(existsSync(join(own.path, 'out'))).toBe(false)
  })

  it('a folder that is a file', async () => {
    const { code, stderr } = await run(['compose', 'flow.yml', '-o', 'flow.yml'])
    expect(code).toBe(2)
    expect(stderr).toContain('[CONFIG_OUTPUT]')
  })
})
