import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts', 'src/index.ts'],
  format: 'esm',
  // What every command needs is in one file; what only some need is loaded when they run.
  splitting: true,
  noExternal: ['commander', '@peaflow/core'],
  // Commander is CommonJS, which a bundle of modules can only hold if it finds a `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
  },
  removeNodeProtocol: false,
  dts: { entry: 'src/index.ts' },
  clean: true,
  target: 'node20',
})
