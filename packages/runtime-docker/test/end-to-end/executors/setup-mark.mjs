import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Leaves a trace as soon as it is started.
export default { setup: ({ workspace }) => writeFileSync(join(workspace, 'started'), '') }
