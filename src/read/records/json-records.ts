/** One record of a JSON file; `key` is the name it stands under, when records are kept by their ids. */
export interface JsonRecord {
  readonly key?: string;
  readonly value: unknown;
}

/** Names under which a catalogue's records usually stand, the likeliest first. */
const listNames =
  'products items records entries rows results data documents features images articles posts books'.split(' ');
/** Things that look like a list of records beside other settings need to be this long to count as a catalogue. */
const minUnnamed = 10;

/**
 * The records of a parsed JSON file, or undefined when it is not a catalogue: a list of objects, an object that holds one, an
 * object of objects or of rows by their ids, columns side by side, or a single object with an id or a picture.
 */
export function recordsInJson(value: unknown, depth = 0): readonly JsonRecord[] | undefined {
  if (Array.isArray(value)) return isList(value) ? value.map((item: unknown) => ({ value: item })) : undefined;
  if (!isObject(value) || isSettings(value)) return undefined;
  const entries = Object.entries(value);
  return (
    listInside(value, entries) ??
    columns(entries) ??
    byKey(entries) ??
    rowsByKey(entries) ??
    wrapped(value, depth) ??
    single(value)
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.filter(isObject).length * 2 >= value.length;
}

type Entries = readonly (readonly [string, unknown])[];

function listInside(value: Readonly<Record<string, unknown>>, entries: Entries): JsonRecord[] | undefined {
  const lists = entries.filter(([, item]) => isList(item));
  const named = listNames.find((name) => isList(value[name]));
  const [only] = lists;
  const others = entries.length - 1;
  const list = named ? value[named] : lists.length === 1 ? only?.[1] : undefined;
  if (!isList(list) || (!named && list.length < minUnnamed && others > 5) || (!named && list.length < 2))
    return undefined;
  return list.map((item) => ({ value: item }));
}

/** `{"A1": {…}, "A2": {…}}`: objects of one kind, told by a key that most of them have. */
function byKey(entries: Entries): JsonRecord[] | undefined {
  const objects = entries.filter((entry): entry is readonly [string, Readonly<Record<string, unknown>>] =>
    isObject(entry[1]),
  );
  if (objects.length < 2 || objects.length < entries.length * 0.8) return undefined;
  const counts = new Map<string, number>();
  for (const [, item] of objects.slice(0, 200))
    for (const key of Object.keys(item)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most < Math.min(200, objects.length) * 0.6) return undefined;
  return entries.map(([key, item]) => ({ key, value: item }));
}

/** `{"A1": ["a.png", "Chair"], "A2": […]}`: rows of one length, more of them than cells in each. */
function rowsByKey(entries: Entries): JsonRecord[] | undefined {
  const first = entries[0]?.[1];
  if (!Array.isArray(first) || first.length < 2 || first.length > 50 || entries.length <= first.length)
    return undefined;
  if (!entries.every(([, row]) => Array.isArray(row) && row.length === first.length && row.every(isScalar)))
    return undefined;
  return entries.map(([key, row]) => ({
    key,
    value: Object.fromEntries((row as unknown[]).map((cell, index) => [`column ${index + 1}`, cell])),
  }));
}

/** `{"name": ["Chair", "Table"], "price": [89, 120]}`, or with objects of the same numbered keys in place of the lists. */
function columns(entries: Entries): JsonRecord[] | undefined {
  const [first] = entries;
  const firstColumn = first?.[1];
  if (entries.length < 2 || typeof firstColumn !== 'object' || firstColumn === null) return undefined;
  const numbers = Object.keys(firstColumn);
  if (numbers.length < 2 || !numbers.every((number, index) => number === String(index))) return undefined;
  if (Array.isArray(firstColumn) && numbers.length < entries.length) return undefined;
  const alike = entries.every(([, column]) => {
    if (typeof column !== 'object' || column === null) return false;
    const cells = Object.values(column);
    return Object.keys(column).length === numbers.length && cells.every((cell) => isScalar(cell));
  });
  if (!alike) return undefined;
  return numbers.map((number) => ({
    value: Object.fromEntries(
      entries.map(([name, column]) => [name, (column as Readonly<Record<string, unknown>>)[number]]),
    ),
  }));
}

/** `{"data": {"products": […]}}`, as services answer. */
function wrapped(value: Readonly<Record<string, unknown>>, depth: number): readonly JsonRecord[] | undefined {
  if (depth === 2) return undefined;
  for (const name of ['data', 'response', 'result', 'results', 'catalog', 'catalogue', 'body']) {
    const found = isObject(value[name]) ? recordsInJson(value[name], depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What tools keep in their own files, such as `package.json`: it names people and projects, but is no catalogue of them. */
function isSettings(value: Readonly<Record<string, unknown>>): boolean {
  const tools = ['$schema', 'compilerOptions', 'dependencies', 'devDependencies', 'scripts'];
  return (
    tools.some((name) => Object.hasOwn(value, name)) ||
    ['name', 'version', 'license'].every((name) => Object.hasOwn(value, name))
  );
}

/** One product to a file: it has a name, and an id or a picture. */
function single(value: Readonly<Record<string, unknown>>): JsonRecord[] | undefined {
  const has = (names: string) =>
    names.split(' ').some((name) => /\S/.test(String(value[name] ?? '')) && isScalar(value[name]));
  const pictured = Object.values(value).some(
    (item) => typeof item === 'string' && /\.(?:avif|gif|heic|jpe?g|png|svg|tiff?|webp)$/i.test(item),
  );
  return has('name title') && (pictured || has('id sku asin product_id productId')) ? [{ value }] : undefined;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}
