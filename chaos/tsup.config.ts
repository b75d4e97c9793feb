import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { chaos: 'src/chaos.ts' },
  format: 'esm',
  clean: true,
  target: 'node20',
})
