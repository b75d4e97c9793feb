import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '@peaflow/manifests'
import { expect } from 'vitest'
import { copyExample } from '../../examples/semantic-search/test/copy-example.ts'
import { program, startCommand } from '../../packages/cli/test/process.ts'
import { buildTestPeaImage } from '../../packages/runtime-docker/test/docker/pea-image.ts'
import { mustRun } from '../packages/command.ts'

/** The encoder with its code and its model, as the example builds it. */
export const ENCODER = 'peaflow/example-encoder'

/** The encoder under another name: what a Pod is updated to. */
export const NEXT_ENCODER = `${ENCODER}:2`

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
  'Is war near?',
] as const

/** The bytes of answers. */
export interface Answers {
  /** To the addresses that were indexed. */
  readonly indexed: string
  /** To all questions. */
  readonly found: readonly string[]
}

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
  await mustRun('docker', ['tag', ENCODER, NEXT_ENCODER], { cwd: folder })
}

/** Removes what {@link buildImages} made from an Engine, but for the encoder, which is that of the example. */
export async function removeImages(...host: readonly string[]): Promise<void> {
  await mustRun('docker', [...host, 'image', 'rm', '--force', NEXT_ENCODER, SEARCH], { cwd: '/' })
}

/** How the example is exported. */
export interface ExportSettings {
  /**
   * The folder of the export, in that of the example.
   *
   * @defaultValue the name of the platform
   */
  readonly out?: string
  /** More options of `peaflow export`. */
  readonly more?: readonly string[]
}

/** Exports the example, and returns the folder of the export. */
export async function exportSearch(platform: Platform, folder: string, settings: ExportSettings = {}): Promise<string> {
  const { out = platform, more = [] } = settings
  const args = ['export', platform, 'contained.yml', '--image', SEARCH, '-o', out, ...more]
  await mustRun(process.execPath, [program, ...args], { cwd: folder })
  return join(folder, out)
}

/** The token of the clients of an export. */
export function tokenIn(out: string): string {
  return readFileSync(join(out, 'secrets', 'token'), 'utf8').trim()
}

/** Some addresses, a document a line. */
export async function addressesOf(folder: string): Promise<string> {
  return await mustRun(process.execPath, ['addresses.js', '1793', '1793'], { cwd: folder })
}

/** Indexes one address, and asks. */
export async function askSearch(address: Address, folder: string): Promise<Answers> {
  const body = await addressesOf(folder)
  return { indexed: await post(`${address.url}/index`, { token: address.token, body }), found: await ask(address) }
}

/** The bytes of the answers to all questions, and to one with parameters. */
export async function ask(address: Address): Promise<readonly string[]> {
  const answers: string[] = []
  const [text] = QUESTIONS
  for (const question of [...QUESTIONS.map((text) => ({ text })), { text, parameters: { top: 1 } }])
    answers.push(await post(`${address.url}/search`, bodyOf(address, { id: 'q', ...question })))
  return answers
}

/** A question. */
export interface Question {
  readonly id: string
  readonly text: string
  readonly parameters?: object
}

/** A question as a request. */
export function bodyOf({ token }: Pick<Address, 'token'>, { id, text, parameters }: Question) {
  return { token, body: JSON.stringify({ documents: [{ id, text }], parameters }) }
}

/** An answer with another status than 200. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(`${status} ${text}`)
    this.status = status
  }
}

/**
 * Calls a Flow over HTTP, and returns the body of its answer.
 *
 * @throws Refused if its status is not 200.
 */
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
  if (answer.status !== 200) throw new Refused(answer.status, text)
  return text
}

/** What the same Flow answers on this machine, as processes. Within a test: it ends them. */
export async function askHere(folder: string): Promise<Answers> {
  const command = startCommand(['up', 'flow.yml', '--http', '127.0.0.1:0'], { cwd: folder })
  const [url = ''] = /http:\/\/[\d.:]+/.exec(await command.says(/serving at http:\/\/[\d.:]+/)) ?? []
  const answers = await askSearch({ url }, folder)
  command.child.kill('SIGTERM')
  await command.ended
  expect((JSON.parse(answers.indexed) as { documents: unknown[] }).documents.length).toBeGreaterThan(30)
  return answers
}
