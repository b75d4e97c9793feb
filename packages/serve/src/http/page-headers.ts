/** A page of ours loads and calls nothing but its own server, is part of no other page, and has no script or style in its text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]

/** The headers of a page and its files: what a document or a log says can neither run in it nor fetch. `own` are directives of its own. */
export function pageHeaders(...own: readonly string[]): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-cache',
    'content-security-policy': [...POLICY, ...own].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
