// npm run demo: from a clean clone to answers. Arguments go to the demo.
import { prepare, run } from './workspace.mjs'

await prepare()
process.exitCode = await run(
  'npm',
  'run',
  '--silent',
  '--prefix',
  'examples/semantic-search',
  'demo',
  '--',
  ...process.argv.slice(2),
)
