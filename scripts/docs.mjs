// npm run docs: from a clean clone to a site of the documentation, in the folder site.
import { pnpm, prepare } from './workspace.mjs'

await prepare()
process.exitCode = await pnpm('exec', 'typedoc', ...process.argv.slice(2))
