import { defineConfig } from 'vitest/config';
import { aliases } from './vitest.config.ts';

/** Checks of the house itself: arrows between rooms, documentation against the program. */
export default defineConfig({
  resolve: { alias: aliases },
  test: { include: ['test/house/**/*.test.ts'], testTimeout: 60_000 },
});
