import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPeaImage } from '../../src/image-build/build.ts'
import { engine } from './engine.ts'

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url))

/** Builds the Pea image from the current builds of the packages, unless it exists; returns its name. */
export async function buildTestPeaImage(): Promise<string> {
  return await buildOnce('peaflow-test/pea')
}

/** The same with this machine's Python. */
export async function buildTestPythonImage(): Promise<string> {
  return await buildOnce('peaflow-test/pea-python', 'python3')
}

async function buildOnce(repository: string, python?: string): Promise<string> {
  const image = `${repository}:${hashPrograms()}`
  const list = await engine.listImages({ filters: { reference: [repository] } })
  const names = list.flatMap(({ RepoTags }) => RepoTags ?? [])
  if (names.includes(image)) return image
  await buildPeaImage({ cli: join(PACKAGES, 'cli'), tag: image, python })
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
  for (const file of filesIn(join(PACKAGES, 'runtime-docker', 'src', 'image-build'))) hash.update(readFileSync(file))
  for (const file of filesIn(join(PACKAGES, 'python', 'peaflow')))
    if (file.endsWith('.py')) hash.update(readFileSync(file))
  for (const name of readdirSync(PACKAGES)) {
    for (const file of filesIn(join(PACKAGES, name, 'dist'))) {
      if (/\.[cm]?js$/.test(file)) hash.update(readFileSync(file))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return files.sort()
}
