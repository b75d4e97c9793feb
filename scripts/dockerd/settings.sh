# shellcheck shell=sh disable=SC2034 # sourced by the scripts beside it
# What the scripts of the current Docker Engine share.

# Kept from one run to the next: what was downloaded.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/peaflow/dockerd
bin=$cache/bin

# All that a running Engine has on disk. It goes when the Engine stops.
state=$cache/run
engine=unix://$state/docker.sock

# The machine of the Engine is a network namespace of this name. Its address is none that other tests use.
node=peaflow-docker
address=10.143.0.1
