import { z } from 'zod';
import type { EmbedRole, RoleMarks } from './embedder.ts';

const roleValue = z.strictObject({ query: z.unknown(), passage: z.unknown() });

/**
 * Fields of a request's body. A value `{"query": …, "passage": …}` follows the role:
 * `{"input_type": {"query": "query", "passage": "passage"}}`. `null` leaves a field out that would be sent otherwise.
 */
export type RoleBody = Readonly<Record<string, unknown>>;

/** The body for one role: values that follow the role are replaced by the one for it. */
export function bodyForRole(body: RoleBody, role: EmbedRole): Record<string, unknown> {
  return withoutNulls(
    Object.entries(body).map(([name, value]) => {
      const parsed = roleValue.safeParse(value).data;
      return [name, parsed ? parsed[role] : value];
    }),
  );
}

/** The body for requests that know no role, such as chat: fields that follow one are left out. */
export function bodyWithoutRoles(body: RoleBody): Record<string, unknown> {
  return withoutNulls(Object.entries(body).filter(([, value]) => !roleValue.safeParse(value).success));
}

/** Undefined and not absent, so that it stands over what the program sets; JSON leaves it out. */
function withoutNulls(fields: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(([name, value]) => [name, value ?? undefined]));
}

/** What the body tells the two roles apart by, for the space's record; undefined where nothing in it follows the role. */
export function roleMarksOf(body: RoleBody): RoleMarks | undefined {
  const marked = Object.entries(body).flatMap(([name, value]) => {
    const parsed = roleValue.safeParse(value).data;
    return parsed && JSON.stringify(parsed.query) !== JSON.stringify(parsed.passage) ? [{ name, ...parsed }] : [];
  });
  const [first] = marked;
  if (!first) return undefined;
  const written = (role: EmbedRole): string => {
    const values = marked.map((each) => (typeof each[role] === 'string' ? each[role] : JSON.stringify(each[role])));
    return values.join(', ');
  };
  return { by: marked.map(({ name }) => name).join(', '), query: written('query'), passage: written('passage') };
}
