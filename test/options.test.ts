import { join } from 'node:path'
import { expect, it } from 'vitest'
import { optionsPage } from './options-page.ts'
import { root } from './workspace.ts'

// `npx vitest run test/options -u` writes it.
it('docs/options.md shows the options of the schema', async () => {
  await expect(optionsPage()).toMatchFileSnapshot(join(root, 'docs', 'options.md'))
})
