import { useState } from 'preact/hooks';
import { announce } from './announce.tsx';
import { Icon, type IconName } from './icon.tsx';
import { toast } from './toasts.tsx';

interface CopyButtonProps {
  readonly label: string;
  readonly title?: string;
  readonly icon?: IconName;
  /** Made when it is pressed. */
  readonly text: () => string;
}

/** Puts a text into the clipboard, and says whether that went well. */
export function CopyButton({ label, title, icon = 'copy', text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
      announce('Copied.');
      setTimeout(() => setCopied(false), 1600);
    } catch {
      // Browsers give no clipboard to pages that came over plain HTTP from another machine.
      toast('The browser does not let this page copy. Select the text and copy it yourself.');
    }
  };
  return (
    <button type="button" class="plain small" title={title} onClick={copy}>
      <Icon name={copied ? 'check' : icon} size={15} /> {copied ? 'Copied' : label}
    </button>
  );
}
