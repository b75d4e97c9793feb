export type { ProcessLauncherOptions } from './process/launcher.ts'
export { processLauncher } from './process/launcher.ts'
