import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueryPicture } from '../address/address.ts';
import type { Box } from '../api/types.ts';
import { announce } from '../parts/announce.tsx';
import { Modal } from '../parts/modal.tsx';
import { Picture } from '../parts/picture.tsx';
import { pictureAddress } from './held-pictures.ts';
import { pictureSize } from './picture-size.ts';
import { boxBetween, isLargeEnough, moveBox, resizeBox, roundBox, type Sides, type Size } from './region.ts';
import '../style/crop.css';

interface CropDialogProps {
  readonly picture: QueryPicture;
  readonly close: () => void;
  /** Undefined: the whole picture. */
  readonly done: (region: Box | undefined) => void;
}

const handles: readonly (readonly [name: string, sides: Sides])[] = [
  ['top left corner', { x: -1, y: -1 }],
  ['top right corner', { x: 1, y: -1 }],
  ['bottom right corner', { x: 1, y: 1 }],
  ['bottom left corner', { x: -1, y: 1 }],
];

/** A part of a picture to search by, chosen with mouse, finger or keys. */
export function CropDialog({ picture, close, done }: CropDialogProps) {
  const [size, setSize] = useState<Size>();
  const url = pictureAddress(picture, 1024);
  useEffect(() => {
    pictureSize(picture).then(
      (found) => (found ? setSize(found) : close()),
      () => close(),
    );
  }, [picture]);
  return (
    <Modal label="Choose the part to search by" className="crop-dialog" close={close}>
      <h2>Which part?</h2>
      <p class="fine">Draw a box, or move its corners. Arrow keys work on the box and on each corner.</p>
      {size && url !== undefined ? (
        <Cropper url={url} size={size} region={picture.region} close={close} done={done} />
      ) : (
        <div class="crop-room" />
      )}
    </Modal>
  );
}

interface CropperProps {
  readonly url: string;
  readonly size: Size;
  readonly region: Box | undefined;
  readonly close: () => void;
  readonly done: (region: Box | undefined) => void;
}

function Cropper({ url, size, region, close, done }: CropperProps) {
  const [box, setBox] = useState<Box>(region ?? middleOf(size));
  const stage = useRef<HTMLDivElement>(null);
  const drag = useRef<((point: { x: number; y: number }) => void) | undefined>(undefined);

  const pointOf = (event: PointerEvent): { x: number; y: number } => {
    const seen = stage.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: ((event.clientX - seen.left) / seen.width) * size.width,
      y: ((event.clientY - seen.top) / seen.height) * size.height,
    };
  };
  const press = (event: PointerEvent, sides?: Sides | 'move'): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    stage.current?.setPointerCapture(event.pointerId);
    const from = pointOf(event);
    const start = box;
    drag.current = (to) => {
      if (sides === 'move') setBox(moveBox(start, to.x - from.x, to.y - from.y, size));
      else if (sides) setBox(resizeBox(start, sides, to.x - from.x, to.y - from.y, size));
      else {
        const drawn = boxBetween(from, to, size);
        if (isLargeEnough(drawn)) setBox(drawn);
      }
    };
  };
  const onKey = (event: KeyboardEvent, sides?: Sides): void => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const step = Math.max(1, Math.round(Math.max(size.width, size.height) / (event.altKey ? 400 : 40)));
    const [dx, dy] = [(way[0] ?? 0) * step, (way[1] ?? 0) * step];
    const corner = sides ?? (event.shiftKey ? ({ x: 1, y: 1 } as const) : undefined);
    const next = corner ? resizeBox(box, corner, dx, dy, size) : moveBox(box, dx, dy, size);
    setBox(next);
    announce(said(next));
  };
  return (
    <>
      <div class="crop-room">
        <div
          ref={stage}
          class="crop-stage"
          style={{ aspectRatio: `${size.width} / ${size.height}`, '--ratio': String(size.width / size.height) }}
          onPointerDown={(event) => press(event)}
          onPointerMove={(event) => drag.current?.(pointOf(event))}
          onPointerUp={() => {
            drag.current = undefined;
          }}
          onPointerCancel={() => {
            drag.current = undefined;
          }}
        >
          <Picture url={url} alt="The picture to choose a part of" eager />
          <fieldset
            class="crop-box"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved with the arrow keys
            tabIndex={0}
            aria-label={`Chosen part: ${said(box)}. Arrow keys move it, with Shift they change its size.`}
            style={{
              left: `${(box.x / size.width) * 100}%`,
              top: `${(box.y / size.height) * 100}%`,
              width: `${(box.width / size.width) * 100}%`,
              height: `${(box.height / size.height) * 100}%`,
            }}
            onPointerDown={(event) => press(event, 'move')}
            onKeyDown={(event) => event.target === event.currentTarget && onKey(event)}
          >
            {handles.map(([name, sides]) => (
              <button
                type="button"
                key={name}
                class="crop-handle"
                style={{ left: sides.x < 0 ? '0%' : '100%', top: sides.y < 0 ? '0%' : '100%' }}
                aria-label={`Move the ${name} with the arrow keys`}
                onPointerDown={(event) => press(event, sides)}
                onKeyDown={(event) => onKey(event, sides)}
              />
            ))}
          </fieldset>
        </div>
      </div>
      <div class="crop-end">
        <span class="fine">{said(box)}</span>
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button type="button" class="button" onClick={() => done(undefined)}>
          Whole picture
        </button>
        <button type="button" class="button strong" onClick={() => done(roundBox(box))}>
          Search by this part
        </button>
      </div>
    </>
  );
}

function middleOf({ width, height }: Size): Box {
  return { x: width * 0.2, y: height * 0.2, width: width * 0.6, height: height * 0.6 };
}

function said(box: Box): string {
  const { width, height } = roundBox(box);
  return `${width} × ${height} pixels`;
}
