import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts', 'src/index.ts'],
  format: 'esm',
  // What every command needs is in one file; what only some need is loaded when they run.
  splitting: true,
  noExternal: ['commander', '@peaflow/core'],
  dts: { entry: 'src/index.ts' },
  clean: true,
  target: 'node20',
})
