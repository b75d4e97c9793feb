import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import type { Boot } from '../executor/import-module.ts'
import { resetFlags } from './reset-flags.ts'

resetFlags()

// The program that Node is given: it runs the Pea's own, beside it, from V8's code cache, which the first Pea that ends
// on this machine leaves there. Node itself would parse all of that file first: 11 ms of processor time at each start.
const file = join(__dirname, 'pea-main.cjs')
const cacheFile = `${__filename}.cache`

const cachedData = readCache()
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`
const script = new Script(source, { filename: file, cachedData })
const boot: Boot = { importModule: (url) => import(url) }
Object.assign(globalThis, { peaflowBoot: boot })
if (cachedData === undefined || script.cachedDataRejected) process.on('exit', keepCache)
script.runInThisContext()(exports, require, module, file, __dirname)

function readCache(): Buffer | undefined {
  try {
    const bytes = readFileSync(cacheFile)
    const end = bytes.indexOf(10)
    return bytes.toString('utf8', 0, end) === keyOf() ? bytes.subarray(end + 1) : undefined
  } catch {
    return undefined // there is none yet
  }
}

function keepCache(): void {
  if (!boot.isOpen) return // too little is compiled
  try {
    const own = `${cacheFile}.${process.pid}`
    writeFileSync(own, Buffer.concat([Buffer.from(`${keyOf()}\n`), script.createCachedData()]))
    renameSync(own, cacheFile)
  } catch {} // where that is not allowed, each start goes without
}

/** V8 itself tells versions of a source apart by their length only. */
function keyOf(): string {
  const { size, mtimeMs } = statSync(file)
  return `${process.version} ${process.arch} ${size} ${mtimeMs}`
}
