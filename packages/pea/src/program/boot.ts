import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import type { Boot } from './import-module.ts'
import { resetFlags } from './reset-flags.ts'

resetFlags()

// The program that Node is given: it runs the Pea's own, beside it, from V8's code cache, which the first Pea that ends
// on this machine leaves there. Node itself would parse all of that file first: 11 ms of processor time at each start.
const file = join(__dirname, 'pea-main.cjs')
const cacheFile = `${__filename}.cache`

interface Cache {
  /** The code, as V8 keeps it. */
  readonly code?: Buffer
  /** The path of the build of zeromq's addon that fits this machine. */
  readonly addon?: string
}

const cache = readCache()
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`
const script = new Script(source, { filename: file, cachedData: cache.code })
const boot: Boot = { addon: cache.addon, importModule: (url) => import(url) }
Object.assign(globalThis, { peaflowBoot: boot })
if (cache.code === undefined || script.cachedDataRejected) process.on('exit', keepCache)
script.runInThisContext()(exports, require, module, file, __dirname)

function readCache(): Cache {
  try {
    const bytes = readFileSync(cacheFile)
    const end = bytes.indexOf(10)
    const { key, addon } = JSON.parse(bytes.toString('utf8', 0, end))
    return key === keyOf() ? { addon, code: bytes.subarray(end + 1) } : {}
  } catch {
    return {} // there is none yet
  }
}

function keepCache(): void {
  if (boot.loaded === undefined) return // it never came to open a socket: too little is compiled
  try {
    const own = `${cacheFile}.${process.pid}`
    const head = Buffer.from(`${JSON.stringify({ key: keyOf(), addon: boot.loaded })}\n`)
    writeFileSync(own, Buffer.concat([head, script.createCachedData()]))
    renameSync(own, cacheFile)
  } catch {} // where that is not allowed, each start goes without
}

/** V8 itself tells versions of a source apart by their length only. */
function keyOf(): string {
  const { size, mtimeMs } = statSync(file)
  return `${process.version} ${process.arch} ${size} ${mtimeMs}`
}
