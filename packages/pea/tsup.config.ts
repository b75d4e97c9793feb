import { defineConfig } from 'tsup'

export default defineConfig([
  { entry: ['src/index.ts'], format: 'esm', dts: true, target: 'node20' },
  // The program that runs one Pea: a single file, because a tree of modules costs a start 40 ms.
  {
    entry: { pea: 'src/program/main.ts' },
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
    noExternal: [/^@peaflow\//],
    external: ['zeromq'],
    splitting: false,
    target: 'node20',
  },
])
