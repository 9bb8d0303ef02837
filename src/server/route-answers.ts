import { problemSchema } from './schemas.ts';

const descriptions = {
  400: 'The request is not right',
  401: 'A key is needed',
  403: 'Not allowed, by the key or by a rule',
  404: 'There is no such thing',
  409: 'Not possible now: something else is at work',
  413: 'Too large',
  415: 'A type that is not taken',
  416: 'Nothing in that range',
  422: 'The content cannot be used',
  429: 'Too many requests; retry-after says when',
} as const;

type Status = keyof typeof descriptions;
type ProblemAnswer = {
  readonly description: string;
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemSchema } };
};

/** The problems a route may answer with, for its description; they are made in one place, from errors. */
export function problems<S extends Status>(...statuses: readonly S[]): Record<S, ProblemAnswer> {
  const answer = (status: S): [S, ProblemAnswer] => [
    status,
    { description: descriptions[status], content: { 'application/problem+json': { schema: problemSchema } } },
  ];
  return Object.fromEntries(statuses.map(answer)) as Record<S, ProblemAnswer>;
}
