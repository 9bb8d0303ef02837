import type { AnchorHTMLAttributes, ComponentChildren } from 'preact';
import { type Address, writeAddress } from './address.ts';
import { go } from './navigation.ts';

interface LinkProps extends Pick<AnchorHTMLAttributes, 'class' | 'aria-label' | 'aria-current' | 'title'> {
  readonly to: Address;
  readonly children: ComponentChildren;
}

/** A real link, so that it can be opened in a new tab and copied; a plain click stays in the page. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={writeAddress(to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
