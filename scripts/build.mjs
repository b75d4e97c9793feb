// Builds the package in the working directory, with its declarations.
//   --no-types  only its JavaScript
//   --stale     the JavaScript of every package of the workspace whose `dist` does not match its sources
//   --check     nothing, but fails and names the packages whose `dist`, declarations included, does not match
import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage, isBuilt, packageFolders, removeBuild } from './package-build.mjs'

if (process.argv.includes('--stale')) process.exitCode = buildStale()
else if (process.argv.includes('--check')) process.exitCode = check()
else await buildPackage({ types: !process.argv.includes('--no-types') })

function buildStale() {
  // One after the other, dependencies first: a program bundles the builds of other packages.
  for (const folder of packageFolders()) {
    const status = isBuilt(folder) ? 0 : buildInFolder(folder)
    if (status !== 0) return status
  }
  return 0
}

/** In a process of its own: esbuild keeps to the working directory in which it was loaded. */
function buildInFolder(folder) {
  const begun = performance.now()
  const args = [fileURLToPath(import.meta.url), '--no-types']
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: 'inherit' })
  if (status !== 0) removeBuild(folder)
  const time = Math.round(performance.now() - begun)
  console.log(
    status === 0 ? `Built ${basename(folder)} in ${time} ms` : `The package ${basename(folder)} does not build`,
  )
  return status ?? 1
}

function check() {
  const stale = packageFolders().filter((folder) => !isBuilt(folder, { types: true }))
  for (const folder of stale) console.error(`The build of ${basename(folder)} is out of date: run \`npm run build\``)
  return stale.length === 0 ? 0 : 1
}
