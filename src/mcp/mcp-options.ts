import type { IndexSources } from './adding.ts';

/** How the engine is offered to MCP clients. */
export interface McpOptions {
  /** The program's, told to clients. */
  readonly version: string;
  /** Refuses `add`. */
  readonly readOnly?: boolean;
  /** How `add` indexes: by the engine itself unless told. Where others write as well, through whatever makes them take turns. */
  readonly index?: IndexSources;
  /**
   * Folders that files may be named from, when indexing and as pictures to search with; any path unless told, as it should be
   * where the client works for the user of this machine. An empty list leaves URLs only.
   */
  readonly roots?: readonly string[];
  /** Most pictures in one result: 4 unless told. */
  readonly maxPictures?: number;
  /** Longer side of pictures in results, in pixels: 512 unless told. */
  readonly pictureSide?: number;
  /** Width times height of the largest picture that is decoded. */
  readonly maxPixels?: number;
  /** Folders of this machine that no message names; none unless told, as where the client works for its user. */
  readonly privateFolders?: readonly string[];
  /** Told of what should not have happened; clients only learn that it did. */
  readonly onError?: (error: unknown) => void;
}

/** Options with their defaults filled in. */
export interface McpSetting extends McpOptions {
  readonly readOnly: boolean;
  readonly maxPictures: number;
  readonly pictureSide: number;
  readonly maxPixels: number;
  readonly privateFolders: readonly string[];
}

export function mcpSetting(options: McpOptions): McpSetting {
  return {
    ...options,
    readOnly: options.readOnly ?? false,
    maxPictures: options.maxPictures ?? 4,
    pictureSide: options.pictureSide ?? 512,
    maxPixels: options.maxPixels ?? 268_402_689,
    privateFolders: options.privateFolders ?? [],
  };
}

/** The scope that lets a request change the index, where requests come with scopes. */
export const writeScope = 'write';
