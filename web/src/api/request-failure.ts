/** A request that failed, in the server's own words where it said any. */
export class RequestFailure extends Error {
  /** 0 when the server could not be reached. */
  readonly status: number;
  readonly title: string;
  readonly remedy: string | undefined;

  constructor(status: number, title: string, detail: string, remedy?: string) {
    super(detail);
    this.name = 'RequestFailure';
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }
}

/** The connection ended before the answer did: what came of it may stay in sight. */
export function brokenOff(remedy = 'What came before stays; try again for the rest.'): RequestFailure {
  return new RequestFailure(
    0,
    'The connection was lost',
    'The server was stopped, or the network is down: the answer did not arrive whole.',
    remedy,
  );
}

/** The failure that a problem of the server stands for, as an answer of its own or within a stream. */
export function failureFrom(status: number, problem: unknown): RequestFailure {
  const { title, detail, remedy } = isRecord(problem) ? problem : {};
  return new RequestFailure(
    status,
    typeof title === 'string' ? title : `The server answered ${status}`,
    typeof detail === 'string' ? detail : 'It did not say why.',
    typeof remedy === 'string' ? remedy : undefined,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
