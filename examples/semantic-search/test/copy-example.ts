import { cp, mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('..', import.meta.url))

const FLOWS = ['flow.yml', 'flow-python.yml']
const FILES = ['addresses.js', 'demo.js', 'docker', 'executors', ...FLOWS, 'page', 'screen.js', 'serve.js']

/** Copies the example, so that it has its own index, to a folder below it, where Node finds its packages. */
export async function copyExample(): Promise<string> {
  await mkdir(join(example, '.peaflow'), { recursive: true })
  const copy = await mkdtemp(join(example, '.peaflow', 'test-'))
  for (const name of FILES) await cp(join(example, name), join(copy, name), { recursive: true })
  return copy
}
