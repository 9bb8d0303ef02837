import type { Drawing } from './charts.ts';
import { box, paragraph, svg, text, wrap } from './draw-text.ts';

const INK = '#1f2429';
const SOFT = '#56606a';
const W = 900;

function bar(title: string, dark = false): string {
  return (
    box(0, 0, W, 64, dark ? '#14181d' : '#29402f') +
    `<circle cx="38" cy="32" r="14" fill="#d98a3a"/><path d="M28 38l10-16 10 16z" fill="#fdf6e6"/>` +
    text(title, 66, 40, { size: 22, face: 'semibold', fill: '#ffffff' })
  );
}

function button(label: string, x: number, y: number, w: number, fill: string, ink = '#ffffff'): string {
  return (
    box(x, y, w, 52, fill, 8) +
    text(label, x + w / 2, y + 34, { size: 21, face: 'semibold', fill: ink, anchor: 'middle' })
  );
}

/** A page dimmed behind a dialog. */
function dialog(
  file: string,
  page: string,
  title: string,
  code: string,
  body: string,
  buttons: readonly [string, string],
): Drawing {
  const style = { size: 22, fill: SOFT };
  const lines = wrap(body, 600, style).length;
  const h = 250 + lines * 32;
  const y = 120;
  return {
    file,
    svg: svg(
      W,
      560,
      box(0, 0, W, 560, '#d9d6ce') +
        bar(page) +
        box(60, 100, 360, 22, '#c5c2b8', 6) +
        box(60, 140, 300, 16, '#c5c2b8', 6) +
        box(60, 180, 780, 300, '#cdcac0', 10) +
        box(108, y + 8, 700, h, '#00000022', 16) +
        box(100, y, 700, h, '#ffffff', 16) +
        `<circle cx="152" cy="${y + 56}" r="22" fill="#b3261e"/>` +
        text('!', 152, y + 66, { size: 28, face: 'bold', fill: '#ffffff', anchor: 'middle' }) +
        text(title, 192, y + 66, { size: 30, face: 'bold', fill: INK }) +
        text(code, 152, y + 118, { size: 24, face: 'semibold', fill: '#b3261e' }) +
        paragraph(body, 152, y + 162, 600, style) +
        button(buttons[0], 400, y + h - 76, 170, '#ece9e1', INK) +
        button(buttons[1], 590, y + h - 76, 180, '#29402f'),
    ),
  };
}

/** A page of label and value rows. */
function sheet(
  file: string,
  page: string,
  title: string,
  badge: readonly [string, string],
  rows: readonly (readonly [string, string])[],
  foot: string,
): Drawing {
  let body = box(0, 0, W, 620, '#f6f4ee') + bar(page) + text(title, 50, 126, { size: 32, face: 'bold', fill: INK });
  const [label, colour] = badge;
  body +=
    box(640, 96, 210, 42, colour, 21) +
    text(label, 745, 124, { size: 20, face: 'semibold', fill: '#ffffff', anchor: 'middle' });
  rows.forEach(([k, v], i) => {
    const y = 204 + i * 58;
    body +=
      box(50, y - 38, 800, 52, i % 2 ? '#f6f4ee' : '#ffffff', 6) +
      text(k, 70, y - 4, { size: 22, fill: SOFT }) +
      text(v, 830, y - 4, { size: 22, face: 'semibold', fill: INK, anchor: 'end' });
  });
  body += paragraph(foot, 50, 204 + rows.length * 58 + 14, 800, { size: 20, fill: SOFT });
  return { file, svg: svg(W, 620, body) };
}

/** An app screen in dark mode. */
function darkApp(
  file: string,
  title: string,
  state: string,
  code: string,
  rows: readonly (readonly [string, string])[],
  hint: string,
): Drawing {
  let body =
    box(0, 0, W, 600, '#1b2026') +
    bar('Hearth Home app', true) +
    text(title, 50, 130, { size: 32, face: 'bold', fill: '#f4f1ea' });
  body +=
    box(50, 160, 800, 104, '#4a1f1c', 12) +
    text(state, 76, 204, { size: 25, face: 'semibold', fill: '#ffd9d3' }) +
    text(code, 76, 242, { size: 23, fill: '#ffd9d3' });
  rows.forEach(([k, v], i) => {
    const y = 318 + i * 54;
    body +=
      text(k, 50, y, { size: 22, fill: '#b7c0c9' }) +
      text(v, 850, y, { size: 22, face: 'semibold', fill: '#ffffff', anchor: 'end' });
    body += `<line x1="50" x2="850" y1="${y + 18}" y2="${y + 18}" stroke="#39424c" stroke-width="1.5"/>`;
  });
  body += paragraph(hint, 50, 318 + rows.length * 54 + 20, 800, { size: 20, fill: '#b7c0c9' });
  return { file, svg: svg(W, 600, body) };
}

/** A chat between a customer and the shop. */
function chat(file: string, page: string, turns: readonly (readonly ['them' | 'us', string])[]): Drawing {
  let y = 100;
  let body = '';
  for (const [who, words] of turns) {
    const style = { size: 22, fill: who === 'us' ? '#ffffff' : INK };
    const lines = wrap(words, 480, style);
    const h = lines.length * 32 + 30;
    const x = who === 'us' ? 330 : 50;
    body += box(x, y, 520, h, who === 'us' ? '#2f5a45' : '#ffffff', 16) + paragraph(words, x + 20, y + 36, 480, style);
    y += h + 22;
  }
  return { file, svg: svg(W, y + 20, box(0, 0, W, y + 20, '#e9e5db') + bar(page) + body) };
}

export function screenshots(): readonly Drawing[] {
  return [
    dialog(
      'tickets/ticket-1042.png',
      'Checkout - step 3 of 3',
      'Payment declined',
      'Error code PX-4471',
      'Your bank did not confirm the card in time. Nothing has been charged. Your basket is kept for 24 hours.',
      ['Close', 'Try again'],
    ),
    sheet(
      'tickets/ticket-1043.png',
      'My orders',
      'Order FH-20718',
      ['In transit', '#31627a'],
      [
        ['Item', 'Stormhut dome tent'],
        ['Carrier', 'Nordpost Parcel'],
        ['Tracking number', 'NP 5583 0192 77 NO'],
        ['Left our store', '14 March 2026'],
        ['Expected', '19 March 2026'],
        ['Last scan', 'Sorting hall Varde'],
      ],
      'The carrier has not scanned this parcel for 6 days.',
    ),
    darkApp(
      'tickets/ticket-1044.png',
      'Beacon lantern',
      'Battery firmware 2.3.1 update failed',
      'Code E-207: battery below 30 %',
      [
        ['Installed version', '2.2.8'],
        ['Serial number', 'BCN-66104-K'],
        ['Battery level', '22 %'],
        ['Bluetooth signal', 'Good'],
      ],
      'Charge the lantern above 30 % and start the update again.',
    ),
    sheet(
      'tickets/ticket-1045.png',
      'My returns',
      'Return R-3390',
      ['Label expired', '#b3261e'],
      [
        ['Item', 'GarnetRoad leather jacket'],
        ['Reason', 'Sleeves too long'],
        ['Label created', '2 February 2026'],
        ['Label valid until', '16 February 2026'],
        ['Refund amount', '$349.00'],
      ],
      'Ask for a new label: the old bar code can no longer be scanned.',
    ),
    dialog(
      'tickets/ticket-1046.png',
      'My account - sign in',
      'Account locked',
      'Error code AU-0913',
      'Five wrong passwords in a row. Wait 45 minutes or reset your password by e-mail.',
      ['Wait', 'Reset it'],
    ),
    sheet(
      'tickets/ticket-1047.png',
      'Warranty',
      'Claim WC-5521',
      ['Photo needed', '#b8761f'],
      [
        ['Item', 'Packhorse40 backpack'],
        ['Fault', 'Slider jumps off the track'],
        ['Bought on', '8 May 2024'],
        ['Covered until', '8 May 2029'],
        ['Workshop slot', 'Bench 4, week 17'],
      ],
      'Upload one close photo of both ends of the zipper.',
    ),
    chat('tickets/ticket-1048.png', 'Chat with Hearth support', [
      ['them', 'The rocker feet for my chair never came. Two bolts were in the bag, not four.'],
      ['us', 'Sorry! I am sending hardware kit HK-88 today, free of charge.'],
      ['them', 'Which key do I need for them?'],
      ['us', 'A 5 mm hex key. Tighten to 9 newton metres and no more.'],
    ]),
    sheet(
      'tickets/ticket-1049.png',
      'Gift cards',
      'Card balance',
      ['Active', '#2f6b45'],
      [
        ['Card number ends in', '7730'],
        ['Balance', '$64.50'],
        ['Valid until', '30 June 2028'],
        ['Last used', 'Order FH-19855'],
      ],
      'Gift cards cannot be combined with the voucher SPRINGTRAIL.',
    ),
    dialog(
      'tickets/screen-0311.png',
      'Address book',
      'Address not found',
      'Error code AD-2250',
      'We could not match the postcode 9180 to the street Havnegata 12. Check both and save again.',
      ['Back', 'Edit'],
    ),
    darkApp(
      'tickets/screen-0312.png',
      'Kestrel desk lamp',
      'Motor calibration lost',
      'Code M-118: arm sensor blocked',
      [
        ['Installed version', '1.9.4'],
        ['Serial number', 'KST-20977-B'],
        ['Arm angle', 'unknown'],
        ['Lamp hours', '1,284'],
      ],
      'Fold the arm fully, hold the button for 8 seconds and let go.',
    ),
  ];
}
