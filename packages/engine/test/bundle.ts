import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const packagesFolder = fileURLToPath(new URL('../../', import.meta.url))

/** Bundles a program of the tests with our sources, so that Node runs it. Returns the path of the script. */
export async function bundle(entry: string): Promise<string> {
  // Inside the package, so that it resolves the same dependencies.
  const outfile = `${packagesFolder}engine/node_modules/.test/${entry}.${process.pid}.mjs`
  await mkdir(fileURLToPath(new URL('.', `file://${outfile}`)), { recursive: true })
  const require = createRequire(`${packagesFolder}pea/package.json`)
  const names = ['core', 'flow', 'pea', 'engine', 'runtime-local']
  await build({
    entryPoints: [`${packagesFolder}engine/test/programs/${entry}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: Object.fromEntries(names.map((name) => [`@peaflow/${name}`, `${packagesFolder}${name}/src/index.ts`])),
    plugins: [
      {
        name: 'addons',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^(zeromq|msgpackr|yaml|zod)$/ }, ({ path }) => ({
            path: require.resolve(path),
            external: true,
          }))
        },
      },
    ],
    logLevel: 'silent',
  })
  return outfile
}
