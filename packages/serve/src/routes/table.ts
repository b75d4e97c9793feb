import { DOCS_PATHS, docsFile } from '../openapi/docs-files.ts'
import { liveness, readiness } from './health.ts'
import { dryRun, jinaPost, jinaStatus } from './jina.ts'
import { openApi } from './open-api.ts'
import type { Route } from './route.ts'

/** The paths that are no endpoints of the Flow; {@link RESERVED_PATHS} of core names them for `check`. */
export const ROUTES: readonly Route[] = [
  { path: '/livez', method: 'GET', isOpen: true, answer: liveness },
  { path: '/readyz', method: 'GET', isOpen: true, answer: readiness },
  { path: '/metrics', method: 'GET', answer: ({ observer, request }) => observer.reply(request) },
  { path: '/openapi.json', method: 'GET', answer: openApi },
  ...DOCS_PATHS.map((path): Route => ({ path, method: 'GET', isPublic: true, answer: () => docsFile(path) })),
  { path: '/post', method: 'POST', answer: jinaPost },
  { path: '/status', method: 'GET', answer: jinaStatus },
  { path: '/dry_run', method: 'GET', answer: dryRun },
]
