import { defineConfig } from 'vitest/config';

const engines = ['./test/support/global-setup.ts'];

/** One project per kind of test; those with engines share one PostgreSQL and one Temporal server per run. */
const project = (
  name: string,
  include: readonly string[],
  testTimeout: number,
  globalSetup: readonly string[] = [],
) => ({
  test: {
    name,
    include: [...include],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 30_000),
    globalSetup: [...globalSetup],
  },
});

const folder = (name: string) => `test/${name}/**/*.test.ts`;

export default defineConfig({
  test: {
    // Two at a time: the engines need processors too, on the smallest machine that runs this.
    maxWorkers: 2,
    projects: [
      project('domain', [folder('domain'), 'test/architecture.test.ts'], 60_000),
      project('replay', [folder('replay')], 60_000),
      project('infra', [folder('infra')], 60_000),
      project('db', [folder('db'), folder('activities')], 120_000, engines),
      project('workflow', [folder('workflow'), folder('workflows')], 60_000, engines),
      project('api', [folder('api')], 30_000, engines),
      project('e2e', [folder('e2e')], 240_000, engines),
    ],
  },
});
