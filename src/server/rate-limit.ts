/** A bucket that fills with `perMinute` tokens a minute and holds `burst`; each request takes one. */
export interface RateLimit {
  /** 0 when it may go on, else the seconds after which to come again. */
  take(client: string, tokens?: number): number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Clients that are remembered. Whoever is forgotten has a full bucket again, so the longest unseen goes first. */
const mostClients = 10_000;

/** @param now milliseconds of a clock that only goes forward; for tests. */
export function rateLimit(
  { perMinute, burst }: { readonly perMinute: number; readonly burst: number },
  now: () => number = () => performance.now(),
): RateLimit {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;
  return {
    take(client, tokens = 1) {
      const at = now();
      const before = buckets.get(client);
      const held = before ? Math.min(burst, before.tokens + (at - before.at) * perMs) : burst;
      const isEnough = held >= tokens;
      buckets.delete(client);
      buckets.set(client, { tokens: isEnough ? held - tokens : held, at });
      if (buckets.size > mostClients) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return isEnough ? 0 : Math.max(1, Math.ceil((Math.min(tokens, burst) - held) / perMs / 1000));
    },
  };
}
