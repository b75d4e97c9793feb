import { defineConfig, type Options } from 'tsup'

/** A program is a single file, because a tree of modules costs a start 40 ms. */
const program: Options = {
  format: 'cjs',
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/^@peaflow\//, /^msgpackr/, 'js-yaml', 'import-meta-resolve'],
  splitting: false,
  target: 'node20',
}

export default defineConfig([
  // Node's hooks that load TypeScript, in a thread of their own.
  {
    entry: { 'typescript-hooks': 'src/executor/typescript/hooks.ts' },
    format: 'esm',
    splitting: false,
    target: 'node20',
  },
  { entry: ['src/index.ts', 'src/internal.ts', 'src/executor.ts'], format: 'esm', dts: true, target: 'node20' },
  // One executor in a thread.
  { ...program, entry: { executor: 'src/executor/thread/worker.ts' } },
  // One Pea in a process: what Node is given, and what that runs from V8's code cache.
  { ...program, entry: { pea: 'src/program/boot.ts' } },
  {
    ...program,
    entry: { 'pea-main': 'src/program/main.ts' },
    esbuildOptions: (options) => {
      options.supported = { 'dynamic-import': false }
    },
  },
])
