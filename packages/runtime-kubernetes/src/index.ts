export type { ClusterOptions } from './cluster/cluster.ts'
// The default is how a runtime package is found by its name.
export { kubernetesLauncher as default, kubernetesLauncher } from './launch/kubernetes-launcher.ts'
