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
  await build({
    entryPoints: [`${packagesFolder}engine/test/programs/${entry}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [
      {
        name: 'sources',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^@peaflow\// }, ({ path }) => {
            const [name = '', door = 'index'] = path.replace('@peaflow/', '').split('/')
            return { path: `${packagesFolder}${name}/src/${door}.ts` }
          })
        },
      },
      {
        name: 'addons',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^(zeromq|msgpackr|js-yaml|zod)$/ }, ({ path }) => ({
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
