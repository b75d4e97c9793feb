#!/usr/bin/env node
// Not the build itself: a package manager links commands when it installs, and in the repository that is before the build.
import '../dist/main.js'
