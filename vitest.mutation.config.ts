import { defineConfig } from 'vitest/config';

/** The tests that mutants of `domain/` are held against; which of them, `scripts/mutation.ts` says. */
const files = process.env.MUTATION_TESTS?.split(',') ?? ['test/domain/**/*.test.ts'];

export default defineConfig({ test: { include: files, testTimeout: 60_000 } });
