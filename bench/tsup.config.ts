import { defineConfig } from 'tsup'

export default defineConfig({
  // One for each program that runs as a process of its own; all end up side by side, so that each finds the others.
  entry: {
    bench: 'src/bench.ts',
    driver: 'src/drive/driver.ts',
    hop: 'src/contestants/hop.ts',
    'http-server': 'src/http/http-server.ts',
    'crowd-server': 'src/crowd/crowd-server.ts',
    'start-once': 'src/start/start-once.ts',
    bare: 'src/start/bare.ts',
    'bare-zeromq': 'src/start/bare-zeromq.ts',
    'streams-once': 'src/streams/streams-once.ts',
    'build-once': 'src/build/build-once.ts',
    'heap-probe': 'src/measure/heap-probe.ts',
  },
  format: 'esm',
  clean: true,
  target: 'node20',
})
