#!/usr/bin/env node
// Not the build itself: a package manager links a command when it installs, which in the repository is before the build.
import '../dist/main.js'
