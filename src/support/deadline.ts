/** What stands for work that was not done in time. */
export const late = Symbol('late');

/** A moment by which work is to be done. */
export interface Deadline {
  /** Milliseconds from its start; undefined without a limit. */
  readonly budgetMs: number | undefined;
  /** Milliseconds left, 0 when it has passed; infinite without a limit. */
  left(): number;
  /**
   * What the work gives, or {@link late} once the time is over. The work itself goes on unless the caller stops it; what it
   * throws after that is nobody's.
   */
  wait<T>(work: Promise<T>): Promise<T | typeof late>;
}

/** A timer beyond this fires at once. */
const longestTimer = 2 ** 31 - 1;

export function startDeadline(budgetMs?: number): Deadline {
  const from = performance.now();
  const left = (): number =>
    budgetMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, budgetMs - (performance.now() - from));
  return {
    budgetMs,
    left,
    async wait<T>(work: Promise<T>): Promise<T | typeof late> {
      if (budgetMs === undefined) return work;
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<typeof late>((resolve) => {
        timer = setTimeout(() => resolve(late), Math.min(left(), longestTimer));
      });
      work.catch(() => undefined);
      try {
        return await Promise.race([work, over]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
