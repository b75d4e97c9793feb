export { inlineLauncher } from './inside/inline-launcher.ts'
export type { ProcessLauncherOptions } from './process/launcher.ts'
export { processLauncher } from './process/launcher.ts'
