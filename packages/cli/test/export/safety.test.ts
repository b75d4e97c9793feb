import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { FLOW, ownFolder } from './own-folder.ts'

const own = ownFolder()
const { write, read, run } = own

it('keeps variables of the shell and of files among the secrets', async () => {
  write('db.env', 'DB=from-a-file\n')
  write('flow.yml', FLOW.replace('replicas: 2', 'env: { A: open, B: $PASSWORD }, env_file: db.env'))
  await run(['kubernetes', 'flow.yml', '-o', 'k8s'], { PASSWORD: 'from-the-shell' })
  const { stringData } = parse(read('k8s/secret.yaml'))
  expect(stringData).toMatchObject({ 'pod.encode.env.B': 'from-the-shell', 'pod.encode.env.DB': 'from-a-file' })
  const others = readdirSync(join(own.path, 'k8s')).filter((file) => file !== 'secret.yaml')
  expect(others.filter((file) => /from-(the-shell|a-file)/.test(read(`k8s/${file}`)))).toEqual([])
})

it('a variable between quotation marks is one of the shell, also behind a #', async () => {
  write('flow.yml', FLOW.replace('replicas: 2', 'env: { TOKEN: "a # $TOKEN_OF_SHELL" }'))
  await run(['kubernetes', 'flow.yml', '-o', 'k8s'], { TOKEN_OF_SHELL: 'from-the-shell' })
  const shown = readdirSync(join(own.path, 'k8s')).filter((file) => read(`k8s/${file}`).includes('from-the-shell'))
  expect(shown).toEqual(['secret.yaml'])
})

it.each([
  ['with', 'with: { token: $API_KEY }'],
  ['entrypoint', "entrypoint: [sh, -c, 'KEY=$API_KEY exec peaflow pea']"],
])('the value of a variable in `%s` is shown, and a warning says so', async (option, written) => {
  write('flow.yml', FLOW.replace('replicas: 2', written))
  const { code, stderr } = await run(['kubernetes', 'flow.yml', '-o', 'k8s'], { API_KEY: 'abcdef123456' })
  expect(code).toBe(0)
  expect(stderr).toContain(`has the value of API_KEY in the \`${option}\` of a Pod [CONFIG_EXPORT_EXPOSED]`)
})

it('the value of a variable in the command of a program is shown, and a warning says so', async () => {
  write('flow.yml', `${FLOW}  tool: { exec: 'tool --password $API_KEY' }\n`)
  const args = ['compose', 'flow.yml', '-o', 'out', '--image', 'acme/flow:1']
  const { code, stderr } = await run(args, { API_KEY: 'abcdef123456' })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stderr).toContain('has the value of API_KEY in the `exec` of a Pod [CONFIG_EXPORT_EXPOSED]')
})

it.each(['compose', 'swarm'])(
  'on %s, a file of variables that stays lacks new ones, and a warning says so',
  async (platform) => {
    write('flow.yml', FLOW.replace('replicas: 2', 'env: { A: $SECRET_A }'))
    await run([platform, 'flow.yml', '-o', 'out'], { SECRET_A: 'value-a' })
    write('flow.yml', FLOW.replace('replicas: 2', 'env: { A: $SECRET_A, B: $SECRET_B }'))
    const { code, stderr } = await run([platform, 'flow.yml', '-o', 'out'], {
      SECRET_A: 'value-a',
      SECRET_B: 'value-b',
    })
    expect(code).toBe(0)
    expect(stderr).toContain('warning: out/secrets/pod-encode.env lacks B [CONFIG_EXPORT_SECRET]')
    expect(read('out/secrets/pod-encode.env')).not.toContain('value-b')
  },
)

it.each(['.', './', '../$FOLDER'])(
  'the folder of the flow file, as %s, is refused, and stays as it is',
  async (output) => {
    const folder = output.replace('$FOLDER', own.path.split('/').at(-1) ?? '')
    const { code, stderr } = await run(['compose', 'flow.yml', '-o', folder])
    expect(code).toBe(2)
    expect(stderr).toContain('is the folder of the flow file, whose files would be replaced [CONFIG_OUTPUT]')
    expect(readdirSync(own.path)).toEqual(['flow.yml'])
    expect(read('flow.yml')).toBe(FLOW)
  },
)
