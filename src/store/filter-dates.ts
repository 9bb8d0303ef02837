/**
 * What may follow a date of so many characters, in folded text and in the regular expressions of JavaScript and Rust alike:
 * a month, a day, a time, its seconds, fractions and zone.
 */
const zone = '(?:\\.[0-9]+)?(?:z|[+-][0-9]{2}:?[0-9]{2})?';
const seconds = `(?::[0-5][0-9]${zone}|${zone})`;
const time = `(?:[t ](?:[01][0-9]|2[0-3]):[0-5][0-9]${seconds})?`;
const day = `(?:-(?:0[1-9]|[12][0-9]|3[01])${time})?`;
const month = `(?:-(?:0[1-9]|1[0-2])${day})?`;
export const afterDate: Readonly<Record<number, string>> = { 4: month, 7: day, 10: time, 16: seconds, 19: zone };

/** Folded text that is a date or a year. Years outside 1000 to 2999 are taken for other numbers. */
export const datePattern = `^[12][0-9]{3}${month}$`;
/** What stands behind the seconds of a date with a time; it plays no part in comparing. */
export const afterSeconds = `(?<=:[0-9]{2})${zone}$`;

/** The first moment of year 0, for what a date leaves open. */
export const firstMoment = '0000-01-01t00:00:00';
