import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'

const inProgram = (file: string) => fileURLToPath(new URL(`./src/program/${file}`, import.meta.url))

/** A program is a single file, because a tree of modules costs a start 40 ms. */
const program: Options = {
  format: 'cjs',
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/^@peaflow\//, 'msgpackr', 'yaml'],
  // msgpackr does without its addon, which saves little and costs a start.
  external: ['msgpackr-extract'],
  splitting: false,
  target: 'node20',
}

export default defineConfig([
  { entry: ['src/index.ts'], format: 'esm', dts: true, target: 'node20' },
  // One executor in a thread.
  { ...program, entry: { executor: 'src/executor/thread/worker.ts' } },
  // One Pea in a process. It starts from V8's code cache, and knows which build of zeromq's addon fits this machine.
  {
    ...program,
    entry: { pea: 'src/program/main.ts' },
    noExternal: [...(program.noExternal ?? []), /^zeromq$/],
    external: [...(program.external ?? []), 'zeromq/lib/load-addon'],
    esbuildOptions: (options) => {
      options.supported = { 'dynamic-import': false }
    },
    banner: { js: readFileSync(inProgram('boot.cjs'), 'utf8') },
    esbuildPlugins: [
      {
        name: 'addon',
        setup: (build) =>
          build.onResolve({ filter: /^\.\/load-addon$/ }, ({ importer }) =>
            importer.endsWith('native.js') ? { path: inProgram('load-addon.cjs') } : undefined,
          ),
      },
    ],
  },
])
