import { cp, mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('..', import.meta.url))

/** A copy of the example with an index of its own; below the example, because that is where its packages are. */
export async function copyExample(): Promise<string> {
  await mkdir(join(example, '.peaflow'), { recursive: true })
  const copy = await mkdtemp(join(example, '.peaflow', 'test-'))
  for (const name of ['addresses.js', 'demo.js', 'docker', 'executors', 'flow.yml', 'screen.js']) {
    await cp(join(example, name), join(copy, name), { recursive: true })
  }
  return copy
}
