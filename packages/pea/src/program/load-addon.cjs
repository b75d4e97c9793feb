// Stands in for zeromq's own loader in dist/pea-main.cjs: that one tries every build that might fit this machine.
const boot = globalThis.peaflowBoot ?? {}

const load = () => {
  if (boot.addon === undefined) return undefined
  try {
    return require(boot.addon)
  } catch {
    return undefined
  }
}

exports.__esModule = true
exports.default = load() ?? require('zeromq/lib/load-addon').default
boot.loaded = Object.keys(require.cache).find((file) => file.endsWith('addon.node'))
