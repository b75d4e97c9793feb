import type { Platform } from '@peaflow/manifests'

/** What a Flow can be exported to. */
export const PLATFORMS = ['kubernetes', 'swarm', 'compose'] as const satisfies readonly Platform[]
