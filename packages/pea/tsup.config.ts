import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'

const inProgram = (file: string) => fileURLToPath(new URL(`./src/program/${file}`, import.meta.url))

/** A program is a single file, because a tree of modules costs a start 40 ms. */
const program: Options = {
  format: 'cjs',
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/^@peaflow\//, /^msgpackr/, 'yaml'],
  splitting: false,
  target: 'node20',
}

export default defineConfig([
  { entry: ['src/index.ts'], format: 'esm', dts: true, target: 'node20' },
  // One executor in a thread.
  { ...program, entry: { executor: 'src/executor/thread/worker.ts' } },
  // One Pea in a process: what Node is given, and what that runs from V8's code cache.
  { ...program, entry: { pea: 'src/program/boot.ts' } },
  // It knows which build of zeromq's addon fits this machine.
  {
    ...program,
    entry: { 'pea-main': 'src/program/main.ts' },
    noExternal: [...(program.noExternal ?? []), /^zeromq$/],
    external: ['zeromq/lib/load-addon'],
    esbuildOptions: (options) => {
      options.supported = { 'dynamic-import': false }
    },
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
