import { isAbsolute, relative, sep } from 'node:path';

/** Whether `path` is `folder` or lies in it. Both are absolute; links are the caller's affair. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
