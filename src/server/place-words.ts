import type { Locator } from '../data/locator.ts';

/**
 * Where something lies in its document, as a person would say it: `Figure 2, page 3`. A passage of a text, of which only
 * characters are known, is found by the heading that it stands under; empty for all of the document.
 */
export function placeWords(locator: Locator, label?: string, heading?: string): string {
  const parts: string[] = [];
  if (label) parts.push(label);
  if (locator.page !== undefined) parts.push(`page ${locator.page}`);
  if (locator.slide !== undefined) parts.push(`slide ${locator.slide}`);
  if (locator.time) {
    // Outwards, so that whoever goes there misses nothing.
    parts.push(`${clock(Math.floor(locator.time.startSeconds))} to ${clock(Math.ceil(locator.time.endSeconds))}`);
  }
  if (locator.id !== undefined) parts.push(locator.id);
  if (parts.length === 0 && locator.char) return heading?.split(' › ').at(-1) ?? '';
  return parts.join(', ');
}

/** 75 whole seconds as `1:15`. */
function clock(seconds: number): string {
  const whole = Math.max(0, seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
