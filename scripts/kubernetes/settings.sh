# shellcheck shell=sh disable=SC2034 # sourced by the scripts beside it
# What the scripts of the test cluster share.

# Kept from one run to the next: what was built.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/peaflow/kubernetes
bin=$cache/bin

# All that a running cluster has on disk. It goes when the cluster stops.
state=$cache/run
kubeconfig=$state/kubeconfig
engine=unix://$state/docker.sock

# The machine of the cluster is a network namespace of this name. Its addresses are none that other tests use.
node=peaflow-node
link=peaflow-k8s
here=10.140.0.1
there=10.140.0.2
containers=10.141.0.1/16
services=10.142.0.0/16

# Where the kernel groups processes. The containers of the cluster have a group of their own, of the name of its machine.
cgroups=$(awk '$3 ~ /^cgroup2?$/ { print $2 }' /proc/mounts)
