import type { Locator } from '../data/locator.ts';

/** Where something lies in its document, as a person would say it: `Figure 2, page 3`; empty for all of it. */
export function placeWords(locator: Locator, label?: string): string {
  const parts: string[] = [];
  if (label) parts.push(label);
  if (locator.page !== undefined) parts.push(`page ${locator.page}`);
  if (locator.slide !== undefined) parts.push(`slide ${locator.slide}`);
  if (locator.time) parts.push(`${clock(locator.time.startSeconds)} to ${clock(locator.time.endSeconds)}`);
  if (locator.id !== undefined) parts.push(locator.id);
  return parts.join(', ');
}

/** 75 seconds as `1:15`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
