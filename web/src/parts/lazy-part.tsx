import type { ComponentType, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of the page that is loaded when it is first wanted. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): FunctionComponent<P> {
  let loaded: ComponentType<P> | undefined;
  return function LazyPart(props: P) {
    const [, draw] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (part) => {
          loaded = part;
          draw(1);
        },
        () => setFailed(true),
      );
    }, []);
    if (failed) {
      return (
        <p class="notice" role="alert">
          This part of the page could not be loaded.{' '}
          <button type="button" class="plain" onClick={() => location.reload()}>
            Load the page anew
          </button>
        </p>
      );
    }
    if (!loaded) return null;
    const Part = loaded;
    return <Part {...props} />;
  };
}
