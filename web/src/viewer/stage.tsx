import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Box } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { type Camera, cameraOn, fitCamera, panned, zoomedAt } from './camera.ts';

interface StageProps {
  readonly url: string;
  /** Of the picture, in the units of the boxes. */
  readonly size: { readonly width: number; readonly height: number };
  readonly boxes: readonly Box[];
  readonly alt: string;
}

/** A picture that can be zoomed and moved, with the cited places on it. */
export function Stage({ url, size, boxes, alt }: StageProps) {
  const room = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ width: 0, height: 0 });
  const [camera, setCamera] = useState<Camera>();
  const pointers = useRef(new Map<number, { x: number; y: number }>());

  useLayoutEffect(() => {
    const node = room.current;
    if (!node) return;
    const measure = (): void => setView({ width: node.clientWidth, height: node.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  const fit = fitCamera(size, view);
  const now = camera ?? fit;
  const change = (next: (before: Camera) => Camera): void => setCamera((before) => next(before ?? fit));
  const zoomBy = (factor: number, at = { x: view.width / 2, y: view.height / 2 }): void =>
    change((before) => zoomedAt(before, factor, at, size, view));
  const zoomTo = (): void => {
    if (boxes[0]) setCamera(cameraOn(boxes[0], size, view));
  };

  useEffect(() => {
    const node = room.current;
    if (!node) return;
    // Not a passive listener, as the page must not scroll or zoom meanwhile.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const seen = node.getBoundingClientRect();
      const at = { x: event.clientX - seen.left, y: event.clientY - seen.top };
      setCamera((before) => zoomedAt(before ?? fit, Math.exp(-event.deltaY * 0.0016), at, size, view));
    };
    node.addEventListener('wheel', wheel, { passive: false });
    return () => node.removeEventListener('wheel', wheel);
  }, [view, size]);

  const press = (event: PointerEvent): void => {
    if (event.target instanceof Element && event.target.closest('button')) return;
    room.current?.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const point = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    pointers.current.set(event.pointerId, point);
    if (!other) {
      change((was) => panned(was, point.x - before.x, point.y - before.y, size, view));
      return;
    }
    const seen = room.current?.getBoundingClientRect();
    const factor = distance(point, other) / Math.max(1, distance(before, other));
    zoomBy(factor, { x: (point.x + other.x) / 2 - (seen?.left ?? 0), y: (point.y + other.y) / 2 - (seen?.top ?? 0) });
  };
  const release = (event: PointerEvent): void => void pointers.current.delete(event.pointerId);
  const onKey = (event: KeyboardEvent): void => {
    const pans = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (event.key === '+' || event.key === '=') zoomBy(1.4);
    else if (event.key === '-') zoomBy(1 / 1.4);
    else if (event.key === '0') setCamera(undefined);
    else if (event.key === 'z') zoomTo();
    else if (pans && (event.shiftKey || event.key === 'ArrowUp' || event.key === 'ArrowDown'))
      change((was) => panned(was, pans[0] ?? 0, pans[1] ?? 0, size, view));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="stage-room">
      <div
        ref={room}
        class="stage"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved and zoomed with the keys
        tabIndex={0}
        aria-label={`${alt}. Plus and minus zoom, Shift with arrow keys moves, Z goes to the place, 0 shows the whole.`}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onDblClick={(event) => {
          const seen = event.currentTarget.getBoundingClientRect();
          zoomBy(2, { x: event.clientX - seen.left, y: event.clientY - seen.top });
        }}
        onKeyDown={onKey}
      >
        <div
          class="stage-picture"
          style={{
            width: `${size.width * now.scale}px`,
            height: `${size.height * now.scale}px`,
            transform: `translate(${now.x}px, ${now.y}px)`,
          }}
        >
          <img src={url} alt="" draggable={false} />
          {boxes.map((box) => (
            <span
              key={`${box.x},${box.y}`}
              class={`stage-box${boxes.length === 1 ? ' alone' : ''}`}
              style={{
                left: `${(box.x / size.width) * 100}%`,
                top: `${(box.y / size.height) * 100}%`,
                width: `${(box.width / size.width) * 100}%`,
                height: `${(box.height / size.height) * 100}%`,
              }}
            />
          ))}
        </div>
      </div>
      <div class="stage-tools" role="toolbar" aria-label="Zoom">
        <button type="button" class="round" onClick={() => zoomBy(1 / 1.4)} aria-label="Zoom out">
          <Icon name="minus" size={18} />
        </button>
        <button type="button" class="round" onClick={() => zoomBy(1.4)} aria-label="Zoom in">
          <Icon name="plus" size={18} />
        </button>
        <button type="button" class="round" onClick={() => setCamera(undefined)} aria-label="Show the whole">
          <Icon name="fit" size={18} />
        </button>
        {boxes.length > 0 && (
          <button type="button" class="round" onClick={zoomTo} aria-label="Zoom to the place" title="Zoom to the place">
            <Icon name="target" size={18} />
          </button>
        )}
      </div>
    </div>
  );
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
