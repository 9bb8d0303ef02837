/** Line icons on a 24-unit grid, drawn for this page. */
const paths = {
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.4 15.4 20 20',
  camera: 'M4 8.5h3.2L8.7 6h6.6l1.5 2.5H20V18.5H4ZM12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  close: 'M6 6l12 12M18 6 6 18',
  crop: 'M7 3v14h14M3 7h14v14',
  image: 'M4 5h16v14H4ZM4 16l4.5-4.5 4 4L15 13l5 5M15.5 9.5h.01',
  text: 'M5 6h14M5 10h14M5 14h14M5 18h8',
  table: 'M4 5h16v14H4ZM4 10h16M4 14.5h16M10 5v14',
  page: 'M6 3h8l4 4v14H6ZM14 3v4h4M9 12h6M9 16h6',
  slide: 'M3 5h18v11H3ZM12 16v4M8 20h8M7 9h6M7 12h4',
  record: 'M4 7.5 12 4l8 3.5v9L12 20l-8-3.5ZM4 7.5l8 3.5 8-3.5M12 11v9',
  frame: 'M4 5h16v14H4ZM8 5v14M16 5v14M4 10h4M4 14h4M16 10h4M16 14h4',
  speech: 'M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4ZM6 11.5a6 6 0 0 0 12 0M12 17.5V21',
  options: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  why: 'M5 19V11M10 19V5M15 19v-6M20 19V9',
  similar: 'M4 4h10v10H4ZM10 10h10v10H10Z',
  copy: 'M9 9h11v11H9ZM15 9V4H4v11h5',
  check: 'M5 12.5 10 17.5 19.5 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  play: 'M8 5.5v13l10.5-6.5Z',
  stop: 'M7 7h10v10H7Z',
  target: 'M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12ZM12 2v5M12 17v5M2 12h5M17 12h5',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  open: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  again: 'M19 12a7 7 0 1 1-2-5M19 4v4h-4',
  upload: 'M12 16V5M7.5 9.5 12 5l4.5 4.5M5 19h14',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  auto: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 4v16M13.5 5v14M15 5.6v12.8M16.5 6.6v10.8M18 8v8M19 10v4',
  warning: 'M12 4 2.8 20h18.4ZM12 10v5M12 17.5h.01',
  keyboard: 'M3 6.5h18v11H3ZM6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8 14h8',
  key: 'M14.5 13a4.5 4.5 0 1 0-4-2.5L4 17v3h3v-2h2v-2h2l1.5-3.2M16 8h.01',
  answer: 'M4 5h16v11h-8l-5 4v-4H4ZM8 9h8M8 12h5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
