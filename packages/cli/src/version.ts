// Put into the bundle by the build: reading a file at the start, and importing what reads it, would take a millisecond.
import manifest from '../package.json' with { type: 'json' }

/** The version of this command, which all packages of Peaflow share. */
export const version: string = manifest.version
