import type { Break } from './change.ts'
import { brokenReports } from './life.ts'
import { brokenLinks } from './links.ts'
import { brokenRequests } from './requests.ts'

/**
 * Ways to break one promise each: what comes between a Pea and the suite, so that the Pea seems to break it. They prove that
 * the suite notices: each makes the case that names it fail.
 */
export const brokenPeas = { ...brokenLinks, ...brokenRequests, ...brokenReports } as const satisfies Record<
  string,
  Break
>

/** The name of a way in {@link brokenPeas}. */
export type BrokenPea = keyof typeof brokenPeas
