const storageKey = 'lookout.reloadedAt';
const atMostEveryMs = 60_000;

/**
 * A page that was opened before the hub was updated asks for parts that are gone: it loads anew, but not
 * over and over where they stay away.
 */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(storageKey));
    if (Date.now() - last < atMostEveryMs) return;
    sessionStorage.setItem(storageKey, String(Date.now()));
    event.preventDefault();
    window.location.reload();
  });
}
