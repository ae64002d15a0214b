import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react';
import { KeySequence } from './key-sequence.ts';

export interface KeyBinding {
  /** One key ("j") or two in sequence ("g o"). */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

/** Where typing means typing, and inside dialogs and menus, no shortcut is read. */
const typingPlaces = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]';
const storageKey = 'lookout.shortcuts';

class KeyRegistry {
  readonly #groups = new Map<string, readonly KeyBinding[]>();

  set(id: string, bindings: readonly KeyBinding[]): void {
    this.#groups.set(id, bindings);
  }

  delete(id: string): void {
    this.#groups.delete(id);
  }

  /** What is bound now; a view's binding stands before the shell's. */
  all(): KeyBinding[] {
    const byKeys = new Map<string, KeyBinding>();
    for (const bindings of this.#groups.values())
      for (const binding of bindings)
        if (!byKeys.has(binding.keys)) byKeys.set(binding.keys, binding);
    return [...byKeys.values()];
  }
}

interface Keys {
  readonly registry: KeyRegistry;
  readonly enabled: boolean;
  readonly setEnabled: (enabled: boolean) => void;
}

const KeysContext = createContext<Keys | null>(null);

export function useKeyRegistry(): Keys {
  const keys = useContext(KeysContext);
  if (keys === null) throw new Error('keys need a KeysProvider above them');
  return keys;
}

/** Binds keys for as long as the calling component is on the page. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const { registry } = useKeyRegistry();
  const id = useId();
  useEffect(() => {
    registry.set(id, bindings);
  });
  useEffect(() => () => registry.delete(id), [registry, id]);
}

export function KeysProvider({ children }: { readonly children: ReactNode }) {
  const registry = useMemo(() => new KeyRegistry(), []);
  const [enabled, setEnabled] = useState(() => localStorage.getItem(storageKey) !== 'off');

  useEffect(() => {
    localStorage.setItem(storageKey, enabled ? 'on' : 'off');
    if (!enabled) return;
    const sequence = new KeySequence();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typingPlaces) !== null) return;
      const bindings = registry.all();
      const names = new Set(bindings.map((binding) => binding.keys));
      const read = sequence.read({ key: event.key, atMs: event.timeStamp }, names);
      if (read === null) return;
      event.preventDefault();
      bindings.find((binding) => binding.keys === read)?.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [registry, enabled]);

  const keys = useMemo(() => ({ registry, enabled, setEnabled }), [registry, enabled]);
  return <KeysContext value={keys}>{children}</KeysContext>;
}
