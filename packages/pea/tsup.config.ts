import { defineConfig } from 'tsup'

export default defineConfig([
  { entry: ['src/index.ts'], format: 'esm', dts: true, target: 'node20' },
  // The programs that run one Pea, and one executor in a thread: single files, because a tree of modules costs a start
  // 40 ms.
  {
    entry: { pea: 'src/program/main.ts', executor: 'src/executor/thread/worker.ts' },
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
    noExternal: [/^@peaflow\//, 'msgpackr', 'yaml'],
    // msgpackr does without its addon, which saves little and costs a start.
    external: ['zeromq', 'msgpackr-extract'],
    splitting: false,
    target: 'node20',
  },
])
