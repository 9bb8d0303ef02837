import { useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const looks: Readonly<Record<Theme, readonly [icon: IconName, label: string]>> = {
  auto: ['auto', 'as the system'],
  light: ['sun', 'light'],
  dark: ['moon', 'dark'],
};

/** Light, dark, or as the system has it. `web/theme.js` applies the choice before the first paint. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(() => {
    const { theme: chosen } = document.documentElement.dataset;
    return chosen === 'light' || chosen === 'dark' ? chosen : 'auto';
  });
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  const [icon, label] = looks[theme];
  return (
    <button
      type="button"
      class="round theme"
      aria-label={`Theme: ${label}. Switch to ${looks[next][1]}`}
      title={`Theme: ${label}`}
      onClick={() => {
        setTheme(next);
        applyTheme(next);
      }}
    >
      <Icon name={icon} size={19} />
    </button>
  );
}

function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'auto') localStorage.removeItem('sightline.theme');
    else localStorage.setItem('sightline.theme', theme);
  } catch {
    // Storage may be forbidden; the choice lasts as long as the page does.
  }
}
