// npm run chaos: from a clean clone to the table. Arguments go to the program.
import { prepare, run } from './workspace.mjs'

await prepare()
process.exitCode = await run('node', 'chaos/dist/chaos.js', ...process.argv.slice(2))
