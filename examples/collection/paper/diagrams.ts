import type { Drawing } from './charts.ts';
import { box, svg, text } from './draw-text.ts';

// Step drawings for the care notes: plain line art, one idea each.

const INK = '#2b3238';
const RED = '#b3401f';

function sheet(file: string, caption: string, art: string): Drawing {
  return {
    file: `care/images/${file}`,
    svg: svg(
      640,
      400,
      box(0, 0, 640, 400, '#faf7f0') +
        art +
        text(caption, 320, 374, { size: 22, face: 'semibold', fill: INK, anchor: 'middle' }),
    ),
  };
}

const stroke = (d: string, width = 4, colour = INK): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

function arrow(x: number, y: number, dx: number, dy: number): string {
  const n = Math.hypot(dx, dy);
  const [ux, uy] = [dx / n, dy / n];
  const [ex, ey] = [x + dx, y + dy];
  return stroke(
    `M${x} ${y}L${ex} ${ey}M${ex - ux * 18 - uy * 12} ${ey - uy * 18 + ux * 12}L${ex} ${ey}L${ex - ux * 18 + uy * 12} ${ey - uy * 18 - ux * 12}`,
    5,
    RED,
  );
}

function zipTeeth(y: number, gapFrom: number): string {
  let out = '';
  for (let x = 90; x < 560; x += 24) {
    const open = Math.max(0, x - gapFrom) * 0.12;
    out += box(x, y - 16 - open, 14, 18, '#c7c3b8', 3, INK) + box(x + 12, y + 2 + open, 14, 18, '#c7c3b8', 3, INK);
  }
  return out;
}

export function diagrams(): readonly Drawing[] {
  return [
    sheet(
      'zipper-brush.png',
      '1. Brush the teeth clean',
      `${zipTeeth(220, 640)}<g transform="rotate(-28 380 130)">${box(300, 96, 230, 34, '#c98f4f', 12, INK)}${Array.from({ length: 9 }, (_, i) => stroke(`M${312 + i * 11} 130v44`, 5, '#6a6f73')).join('')}</g>${arrow(180, 150, 90, 0)}${arrow(270, 290, -90, 0)}`,
    ),
    sheet(
      'zipper-slider.png',
      '2. Squeeze the slider, side by side',
      zipTeeth(200, 330) +
        box(300, 168, 76, 66, '#8f979c', 12, INK) +
        box(326, 234, 24, 70, '#8f979c', 8, INK) +
        arrow(338, 80, 0, 70) +
        arrow(250, 310, 42, -62) +
        arrow(426, 310, -42, -62),
    ),
    sheet(
      'wax-warm.png',
      'Melt the wax at 65 °C',
      `${stroke('M170 150h300l-24 150h-252z')}<path d="M186 200h268l-14 98h-240z" fill="#e5c16b"/>${stroke('M240 110c-16-24 16-34 0-58M320 110c-16-24 16-34 0-58M400 110c-16-24 16-34 0-58', 4, RED)}${box(486, 90, 22, 170, '#ffffff', 11, INK)}${box(490, 150, 14, 108, RED, 7)}<circle cx="497" cy="268" r="22" fill="${RED}" stroke="${INK}" stroke-width="3"/>`,
    ),
    sheet(
      'oak-grain.png',
      'Wipe along the grain, never across',
      box(90, 90, 460, 220, '#c79a63', 14, INK) +
        [0, 1, 2, 3, 4, 5]
          .map((i) =>
            stroke(`M110 ${120 + i * 34}c90-${14 + i * 3} 180 ${16 - i * 2} 270 0s120-10 150 0`, 2.5, '#8a5e30'),
          )
          .join('') +
        box(250, 160, 110, 70, '#efe7d4', 22, INK) +
        arrow(380, 196, 130, 0),
    ),
    sheet(
      'seam-sealer.png',
      'Lay a bead 6 mm wide over the stitches',
      `${stroke('M80 240C220 200 420 280 560 240', 26, '#d98a3a') + stroke('M80 240C220 200 420 280 560 240', 5, '#fff7e6')}<path d="M80 240C220 200 420 280 560 240" fill="none" stroke="${INK}" stroke-width="3" stroke-dasharray="14 10"/><g transform="rotate(34 420 130)">${box(330, 96, 150, 44, '#31627a', 10, INK)}${box(480, 108, 60, 20, '#e9e2d0', 8, INK)}</g>`,
    ),
    sheet(
      'kettle-scale.png',
      'One part vinegar to two parts water',
      `<path d="M220 300c-30-60 0-150 100-150s130 90 100 150z" fill="#c9d6dc" stroke="${INK}" stroke-width="4"/><path d="M226 240h190c8 24 8 40 2 60h-196c-4-20-4-40 4-60z" fill="#9fc0c9"/>${stroke('M420 220c50 0 40-50 84-64')}${stroke('M250 150c0-90 140-90 140 0')}${arrow(150, 80, 100, 60)}`,
    ),
    sheet(
      'down-dryer.png',
      'Dry with three clean tennis balls',
      `${box(170, 50, 300, 280, '#eceff0', 18, INK)}<circle cx="320" cy="205" r="100" fill="#d3dde2" stroke="${INK}" stroke-width="4"/>${[
        [270, 250],
        [330, 270],
        [372, 220],
      ]
        .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="24" fill="#c9d24a" stroke="${INK}" stroke-width="3"/>`)
        .join('')}<path d="M250 170c20-40 120-50 140 0c-20 30-120 40-140 0z" fill="#3f7fae"/>`,
    ),
    sheet(
      'parcel.png',
      'Pack it flat, tape every edge',
      `<path d="M180 140l140-60 140 60v140l-140 60-140-60z" fill="#cfa36b" stroke="${INK}" stroke-width="4"/>${stroke('M180 140l140 60 140-60M320 200v140')}${stroke('M250 110l140 60v60', 14, '#efe4c9')}`,
    ),
  ];
}
