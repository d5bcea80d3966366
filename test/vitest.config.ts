import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Live tests need moto_server and the packed tarball; `.ci/run` sets them up.
const live = process.env['AISPM_LIVE'] === '1'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: live ? ['test/live/**/*.test.ts'] : ['test/**/*.test.ts'],
    exclude: live ? [] : ['test/live/**', 'node_modules/**'],
    setupFiles: ['test/seed.ts'],
    testTimeout: live ? 300_000 : 30_000,
    hookTimeout: 120_000,
    // Vitest would leave a core free, which on two cores is half of them.
    maxWorkers: availableParallelism(),
  },
})
