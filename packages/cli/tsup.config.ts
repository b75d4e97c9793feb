import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts', 'src/index.ts', 'src/start.ts'],
  format: 'esm',
  // What every command needs is in one file. What only some need is loaded when they run.
  splitting: true,
  noExternal: ['commander'],
  // Commander is CommonJS, which needs a `require` inside an ES module.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
  },
  removeNodeProtocol: false,
  dts: { entry: ['src/index.ts', 'src/start.ts'] },
  clean: true,
  target: 'node20',
})
