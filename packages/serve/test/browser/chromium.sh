#!/bin/sh
# Chromium in the network that $PEAFLOW_NETWORK names.
exec nsenter --net="$PEAFLOW_NETWORK" -- "$PEAFLOW_CHROMIUM" "$@"
