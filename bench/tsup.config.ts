import { defineConfig } from 'tsup'

export default defineConfig({
  // One for each program that runs as a process of its own; all end up side by side, so that each finds the others.
  entry: {
    bench: 'src/bench.ts',
    driver: 'src/drive/driver.ts',
    hop: 'src/contestants/hop.ts',
  },
  format: 'esm',
  clean: true,
  target: 'node20',
})
