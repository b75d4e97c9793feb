import { defineConfig } from 'tsup'

const shared = { format: 'esm', splitting: true, removeNodeProtocol: false, target: 'node20' } as const

export default defineConfig([
  {
    ...shared,
    entry: ['src/main.ts'],
    // The command: what every subcommand needs is in one file, and what only some need is loaded when they run.
    noExternal: ['commander', '@peaflow/core'],
    // Commander is CommonJS, which needs a `require` inside an ES module.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
    },
  },
  {
    ...shared,
    // The modules to import, where FlowError has to be the class of @peaflow/core and not a bundled copy.
    entry: { 'api/index': 'src/index.ts', 'api/start': 'src/start.ts' },
    dts: true,
  },
])
