import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPeaImage } from '../../src/image-build/build.ts'
import { engine } from './engine.ts'

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url))
const REPOSITORY = 'peaflow-test/pea'

/** Builds the Pea image from the current builds of the packages, unless it exists; returns its name. */
export async function buildTestPeaImage(): Promise<string> {
  const image = `${REPOSITORY}:${hashPrograms()}`
  const list = await engine.listImages({ filters: { reference: [REPOSITORY] } })
  const names = list.flatMap(({ RepoTags }) => RepoTags ?? [])
  if (names.includes(image)) return image
  await buildPeaImage({ cli: join(PACKAGES, 'cli'), tag: image })
  // An image that a running test uses stays until the next build.
  await Promise.all(
    names.map((name) =>
      engine
        .getImage(name)
        .remove()
        .catch(() => undefined),
    ),
  )
  return image
}

function hashPrograms(): string {
  const hash = createHash('sha256')
  for (const file of ['file-system.ts', 'packages.ts', 'system.ts', 'build.ts', 'code-cache.ts']) {
    hash.update(readFileSync(join(PACKAGES, 'runtime-docker', 'src', 'image-build', file)))
  }
  for (const name of ['core', 'flow', 'protocol', 'pea', 'engine', 'runtime-local', 'runtime-docker', 'cli']) {
    const folder = join(PACKAGES, name, 'dist')
    for (const file of readdirSync(folder).sort()) {
      if (/\.[cm]?js$/.test(file)) hash.update(readFileSync(join(folder, file)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
