// npm run bench: from a clean clone to the tables. Arguments go to the benchmark.
import { prepare, run } from './workspace.mjs'

await prepare()
process.exitCode = await run('node', 'bench/dist/bench.js', ...process.argv.slice(2))
