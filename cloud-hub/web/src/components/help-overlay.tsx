import { Kbd, Modal, Switch } from '@mantine/core';
import classes from './help-overlay.module.css';
import { useKeyRegistry } from './keys.tsx';

/** What the keyboard does here and now, read from what is bound. */
export function HelpOverlay({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { registry, enabled, setEnabled } = useKeyRegistry();
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard">
      <dl className={classes.list}>
        {opened &&
          registry.all().map((binding) => (
            <div key={binding.keys} className={classes.row}>
              <dt>
                {binding.keys.split(' ').map((key) => (
                  <Kbd key={key} size="sm">
                    {key}
                  </Kbd>
                ))}
              </dt>
              <dd>{binding.label}</dd>
            </div>
          ))}
      </dl>
      <Switch
        label="Shortcuts are on"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Modal>
  );
}
