/** A message for somebody else's eyes: without the folders it names, whose content keeps its names. */
export function hideFolders(text: string, folders: readonly string[]): string {
  return folders.reduce((all, folder) => (folder.length > 1 ? all.replaceAll(folder, '…') : all), text);
}
