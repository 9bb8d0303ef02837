import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from './announce.tsx';

interface ModalProps {
  readonly label: string;
  readonly className: string;
  readonly close?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ComponentChildren;
}

/** A dialog above the page. The browser itself keeps the focus inside, and gives it back when it closes. */
export function Modal({ label, className, close, onKeyDown, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    lockPage();
    return () => {
      shown?.close();
      if (!document.querySelector('dialog[open]')) unlockPage();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`modal ${className}`}
      aria-label={label}
      onCancel={(event) => {
        // Escape asks; the address or the owner decides, so that both always agree.
        event.preventDefault();
        close?.();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close?.();
      }}
      onKeyDown={onKeyDown}
    >
      {children}
      {/* While a dialog is open, everything outside of it is silent. */}
      <Announcer />
    </dialog>
  );
}

/** Keeps the page behind from scrolling, without a jump where its scroll bar was. */
function lockPage(): void {
  const { classList, clientWidth } = document.documentElement;
  if (classList.contains('modal-open')) return;
  document.body.style.paddingRight = `${window.innerWidth - clientWidth}px`;
  classList.add('modal-open');
}

function unlockPage(): void {
  document.body.style.paddingRight = '';
  document.documentElement.classList.remove('modal-open');
}
