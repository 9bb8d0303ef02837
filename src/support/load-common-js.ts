import { createRequire } from 'node:module';

const requireHere = createRequire(import.meta.url);

/**
 * A package written as CommonJS, when it is first needed. `import()` would look through all its files for the names of exports
 * before it runs them: in a fresh process LanceDB with its parts took 206 ms so and 97 this way, sharp 230 and 60.
 */
export function loadCommonJs<T>(name: string): T {
  return requireHere(name) as T;
}
