/** Arrow keys lead from card to card: along the order of the hits, and up and down by what one sees. */
export function moveInWall(event: KeyboardEvent): void {
  const { target, currentTarget, key } = event;
  if (!(target instanceof HTMLElement && target.matches('.cover') && currentTarget instanceof HTMLElement)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const covers = [...currentTarget.querySelectorAll<HTMLElement>('.cover')];
  const next = nextCover(covers, covers.indexOf(target), key);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.closest('.card')?.scrollIntoView({ block: 'nearest' });
}

function nextCover(covers: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'ArrowRight':
      return covers[at + 1];
    case 'ArrowLeft':
      return covers[at - 1];
    case 'Home':
      return covers[0];
    case 'End':
      return covers.at(-1);
    case 'ArrowDown':
      return nearestInRow(covers, at, 1);
    case 'ArrowUp':
      return nearestInRow(covers, at, -1);
    default:
      return undefined;
  }
}

/** Of the next row up or down, the card whose middle is nearest. */
function nearestInRow(covers: readonly HTMLElement[], at: number, way: 1 | -1): HTMLElement | undefined {
  const places = covers.map((cover) => (cover.closest('.card') ?? cover).getBoundingClientRect());
  const from = places[at];
  if (!from) return undefined;
  const beyond = places.filter(({ top }) => (way > 0 ? top > from.top + 2 : top < from.top - 2)).map(({ top }) => top);
  if (beyond.length === 0) return undefined;
  const row = way > 0 ? Math.min(...beyond) : Math.max(...beyond);
  const middle = ({ left, width }: DOMRect): number => left + width / 2;
  let best: { readonly cover: HTMLElement; readonly distance: number } | undefined;
  covers.forEach((cover, index) => {
    const place = places[index];
    if (!place || Math.abs(place.top - row) > 2) return;
    const distance = Math.abs(middle(place) - middle(from));
    if (!best || distance < best.distance) best = { cover, distance };
  });
  return best?.cover;
}
