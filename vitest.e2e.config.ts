import { defineConfig } from 'vitest/config'

const skipped = process.env['TMCCTL_E2E'] === 'skip'
if (skipped)
  process.stderr.write(
    'END-TO-END TESTS ARE SKIPPED because TMCCTL_E2E=skip: nothing was compared with a real API server.\n',
  )

export default defineConfig({
  test: {
    include: skipped ? [] : ['test/e2e/**/*.test.ts'],
    passWithNoTests: skipped,
    ...(skipped ? {} : { globalSetup: 'test/e2e/support/global-setup.ts' }),
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
