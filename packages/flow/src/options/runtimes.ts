/** The runtime that launches each Pea as a Pod of Kubernetes. */
export const KUBERNETES = 'kubernetes'
