import type { ProviderContext } from './provider.ts';

/** For tests: no keys, no folders, one thread, and the network as far as this machine; `given` says what differs. */
export function fakeProviderContext(given: Partial<ProviderContext> = {}): ProviderContext {
  return {
    modelsDirs: [],
    offline: true,
    threads: 1,
    precision: 'auto',
    device: 'cpu',
    vendor: {},
    environment: {},
    ...given,
  };
}
