import { defineConfig, type Options } from 'tsup'

const withoutComments: NonNullable<Options['esbuildOptions']> = (options) => {
  options.minifyWhitespace = true
}

/**
 * A program is a single file, because a tree of modules costs a start 40 ms. It has no comments: reading the file, and finding
 * its functions in V8's code cache, takes longer the longer it is, and the more so if a character is not ASCII.
 */
const program: Options = {
  format: 'cjs',
  outExtension: () => ({ js: '.cjs' }),
  noExternal: [/^@peaflow\//, /^msgpackr/, 'js-yaml', 'import-meta-resolve'],
  splitting: false,
  // `import.meta.url`, from which the program of executors in Python is found.
  shims: true,
  target: 'node20',
  esbuildOptions: withoutComments,
}

export default defineConfig([
  // Node's hooks that load TypeScript, in a thread of their own.
  {
    entry: { 'typescript-hooks': 'src/executor/typescript/hooks.ts' },
    format: 'esm',
    splitting: false,
    target: 'node20',
  },
  {
    entry: ['src/index.ts', 'src/internal.ts', 'src/executor.ts', 'src/json.ts'],
    format: 'esm',
    dts: true,
    target: 'node20',
  },
  // One executor in a thread.
  { ...program, entry: { executor: 'src/executor/thread/worker.ts' } },
  // One Pea in a process: what Node is given, and what that runs from V8's code cache.
  { ...program, entry: { pea: 'src/program/boot.ts' } },
  {
    ...program,
    entry: { 'pea-main': 'src/program/main.ts' },
    esbuildOptions: (options, context) => {
      withoutComments(options, context)
      options.supported = { 'dynamic-import': false }
    },
  },
])
