export { findExecutor, inspectExecutor } from './executor/inspect/inspect.ts'
export { resolvePackage } from './executor/resolve-package.ts'
