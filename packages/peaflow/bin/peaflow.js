#!/usr/bin/env node
import '@peaflow/cli/bin'
