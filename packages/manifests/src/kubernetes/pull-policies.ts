/** When a node pulls an image, by the option `pull` of a Pod. */
export const PULL_POLICIES = { missing: 'IfNotPresent', always: 'Always', never: 'Never' } as const
