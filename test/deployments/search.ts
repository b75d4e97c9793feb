import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyExample } from '../../examples/semantic-search/test/copy-example.ts'
import { program, startCommand } from '../../packages/cli/test/process.ts'
import { buildTestPeaImage } from '../../packages/runtime-docker/test/docker/pea-image.ts'
import { mustRun } from '../packages/command.ts'

/** The encoder with its code and its model, as the example builds it. */
export const ENCODER = 'peaflow/example-encoder'

/** An image with the code of all other Pods. */
export const SEARCH = `peaflow-test/search:${process.pid}`

/** Where a Flow is served, and with which token. */
export interface Address {
  readonly url: string
  readonly token?: string | undefined
}

/** What is asked, and what each answer begins with. */
export const QUESTIONS = [
  'How do we keep the peace?',
  'Who pays the debt?',
  'What do we owe to other nations?',
] as const

/** Copies the search example to a folder of its own, with a flow file for containers beside its own one. */
export async function copySearch(): Promise<string> {
  const folder = await copyExample()
  const text = readFileSync(join(folder, 'flow.yml'), 'utf8')
    .replace('{ uses: ./executors/encode.js,', `{ image: ${ENCODER},`)
    .replace('{ uses: ./executors/vectors.js,', `{ image: '${SEARCH}', uses: /flow/executors/vectors.js,`)
  writeFileSync(join(folder, 'contained.yml'), text)
  return folder
}

/** Builds the images of the example on the Engine of the `docker` command. */
export async function buildImages(folder: string): Promise<void> {
  const pea = await buildTestPeaImage()
  const build = `import('./docker/build.js').then(({ buildEncoderImage }) => buildEncoderImage('${pea}'))`
  await mustRun(process.execPath, ['-e', build], { cwd: folder })
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${pea}\nCOPY executors /flow/executors\n`)
  await mustRun('docker', ['build', '--tag', SEARCH, '.'], { cwd: folder })
}

/** Exports the example, and returns the folder of the export and the token of its clients. */
export async function exportSearch(platform: 'compose' | 'swarm', folder: string) {
  const args = ['export', platform, 'contained.yml', '--image', SEARCH, '-o', platform]
  await mustRun(process.execPath, [program, ...args], { cwd: folder })
  const out = join(folder, platform)
  return { out, token: readFileSync(join(out, 'secrets', 'token'), 'utf8').trim() }
}

/** Indexes one address. Returns how many chunks it has. */
export async function index({ url, token }: Address, folder: string): Promise<number> {
  const body = await mustRun(process.execPath, ['addresses.js', '1793', '1793'], { cwd: folder })
  const answer = await post(`${url}/index`, { token, body })
  return (JSON.parse(answer) as { documents: unknown[] }).documents.length
}

/** The bytes of the answers to all questions. */
export async function ask(address: Address): Promise<readonly string[]> {
  const answers: string[] = []
  for (const question of QUESTIONS) answers.push(await post(`${address.url}/search`, bodyOf(question, 'q', address)))
  return answers
}

/** A question as a request. */
export function bodyOf(text: string, id: string, { token }: Pick<Address, 'token'>) {
  return { token, body: JSON.stringify({ documents: [{ id, text }] }) }
}

/** Calls a Flow over HTTP, and returns the body of its answer, which must be 200. */
export async function post(
  url: string,
  { token, body }: { readonly token?: string | undefined; readonly body: string },
): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const answer = await fetch(url, { method: 'POST', headers, body })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${answer.status} ${text}`)
  return text
}

/** What the same Flow answers on this machine, as processes. Within a test: it ends them. */
export async function askHere(folder: string): Promise<readonly string[]> {
  const command = startCommand(['up', 'flow.yml', '--http', '127.0.0.1:0'], { cwd: folder })
  const [url = ''] = /http:\/\/[\d.:]+/.exec(await command.says(/serving at http:\/\/[\d.:]+/)) ?? []
  await index({ url }, folder)
  const answers = await ask({ url })
  command.child.kill('SIGTERM')
  await command.ended
  return answers
}
