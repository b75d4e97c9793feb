import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Leaves a file in the workspace as soon as it is set up.
export default { setup: ({ workspace }) => writeFileSync(join(workspace, 'started'), '') }
