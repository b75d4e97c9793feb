import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { packages, root } from './workspace.ts'

it('the site of the documentation has every page and every package, and nothing in it leads nowhere', async () => {
  const site = await mkdtemp(join(tmpdir(), 'peaflow-site-'))
  try {
    const typedoc = join(root, 'node_modules/.bin/typedoc')
    // What it warns of: a link to nothing, a type that is used but not exported.
    await promisify(execFile)(typedoc, ['--treatWarningsAsErrors', '--out', site], { cwd: root })
    const pages = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md') && name !== 'README.md')
    const documents = pages.map((page) => page.replace(/md$/, 'html'))
    expect((await readdir(join(site, 'documents'))).sort()).toEqual(documents.sort())
    const modules = packages.map((name) => (name === 'peaflow' ? 'peaflow.html' : `_peaflow_${name}.html`))
    expect((await readdir(join(site, 'modules'))).sort()).toEqual(modules.sort())
  } finally {
    await rm(site, { recursive: true })
  }
}, 600_000)
