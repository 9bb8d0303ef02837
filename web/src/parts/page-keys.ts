import { useEffect } from 'preact/hooks';
import { emptyQuestion } from '../address/address.ts';
import { address, go } from '../address/navigation.ts';

/** Keys that do the same wherever one is: `/` leads to the search field, `?` shows all keys. */
export function usePageKeys(help: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target instanceof Element && target.closest('input:not([type=radio], [type=checkbox]), textarea, select'))
        return;
      if (event.key === '?') help();
      else if (event.key === '/' && !document.querySelector('dialog[open]')) toField();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function toField(): void {
  const { view } = address.get();
  // The field of a new search takes the focus by itself.
  if (view !== 'search') go({ view: 'search', question: emptyQuestion });
  else document.querySelector<HTMLInputElement>('.field input[type="search"]')?.select();
}
