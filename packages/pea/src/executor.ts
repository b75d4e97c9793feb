export { resolvePackage } from './executor/resolve-package.ts'
