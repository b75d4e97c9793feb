import { defineConfig, type Options } from 'tsup'

const shared = { format: 'esm', splitting: true, removeNodeProtocol: false, target: 'node20' } as const

/**
 * Commander loads `node:child_process`, and much of Node's networking with it, for subcommands that are programs of their
 * own. Peaflow has none. Without it, `peaflow --help` takes 4 ms less.
 */
const withoutPrograms: NonNullable<Options['plugins']>[number] = {
  name: 'without-programs',
  renderChunk: (code) => ({ code: code.replace('__require("node:child_process")', '{}') }),
}

export default defineConfig([
  {
    ...shared,
    entry: ['src/main.ts'],
    // The command: what every subcommand needs is in one file, and what only some need is loaded when they run.
    noExternal: ['commander', '@peaflow/core', '@peaflow/pea/json'],
    plugins: [withoutPrograms],
    esbuildOptions: (options) => {
      // Half of the bundle is comments of Commander, which take a millisecond to read past.
      options.minifyWhitespace = true
      options.lineLimit = 160
    },
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
