import type { Box } from '../api/types.ts';

/** How a picture lies in the view: its scale, and where its top left corner is, in pixels of the screen. */
export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 16;
/** Of the scale at which the whole is seen. */
const mostZoom = 12;

/** The whole picture in the middle, never blown up beyond three times its size. */
export function fitCamera(picture: Size, view: Size): Camera {
  const scale = Math.max(
    0.001,
    Math.min((view.width - 2 * margin) / picture.width, (view.height - 2 * margin) / picture.height, 3),
  );
  return kept({ scale, x: 0, y: 0 }, picture, view);
}

/** Zoomed by a factor, with the point of the view staying where it is. */
export function zoomedAt(
  camera: Camera,
  factor: number,
  at: { readonly x: number; readonly y: number },
  picture: Size,
  view: Size,
): Camera {
  const least = fitCamera(picture, view).scale;
  const scale = Math.max(least, Math.min(least * mostZoom, camera.scale * factor));
  const by = scale / camera.scale;
  return kept({ scale, x: at.x - (at.x - camera.x) * by, y: at.y - (at.y - camera.y) * by }, picture, view);
}

export function panned(camera: Camera, dx: number, dy: number, picture: Size, view: Size): Camera {
  return kept({ ...camera, x: camera.x + dx, y: camera.y + dy }, picture, view);
}

/** A box of the picture, with some of what is around it. */
export function cameraOn(box: Box, picture: Size, view: Size): Camera {
  const least = fitCamera(picture, view).scale;
  const wanted = Math.min(view.width / (box.width * 1.25), view.height / (box.height * 1.5));
  const scale = Math.max(least, Math.min(wanted, least * mostZoom));
  const x = view.width / 2 - (box.x + box.width / 2) * scale;
  const y = view.height / 2 - (box.y + box.height / 2) * scale;
  return kept({ scale, x, y }, picture, view);
}

/** A picture smaller than the view stays in its middle; a larger one always fills it. */
function kept({ scale, x, y }: Camera, picture: Size, view: Size): Camera {
  return {
    scale,
    x: keptSpan(x, picture.width * scale, view.width),
    y: keptSpan(y, picture.height * scale, view.height),
  };
}

function keptSpan(start: number, length: number, room: number): number {
  if (length + 2 * margin <= room) return (room - length) / 2;
  return Math.max(room - length - margin, Math.min(margin, start));
}
