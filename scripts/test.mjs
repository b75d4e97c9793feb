// npm test: from a clean clone to the last test. Arguments go to vitest.
import { pnpm, prepare } from './workspace.mjs'

await prepare()

const codes = [
  await pnpm('run', 'lint'),
  await pnpm('run', 'typecheck'),
  await pnpm('exec', 'vitest', 'run', ...process.argv.slice(2)),
]
process.exitCode = codes.find((code) => code !== 0) ?? 0
