import { cp, mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('..', import.meta.url))

/** Copies the example, so that it has its own index, to a folder below it, where Node finds its packages. */
export async function copyExample(): Promise<string> {
  await mkdir(join(example, '.peaflow'), { recursive: true })
  const copy = await mkdtemp(join(example, '.peaflow', 'test-'))
  for (const name of ['addresses.js', 'demo.js', 'docker', 'executors', 'flow.yml', 'screen.js']) {
    await cp(join(example, name), join(copy, name), { recursive: true })
  }
  return copy
}
